package io.boosterbeacon.redis.internal.store;

import java.time.Duration;

/** How long a store, or a node of one, may leave calls and pings without any answer. */
public final class Silence {
    /** How often silence is looked for. */
    public static final Duration TURN = Duration.ofMillis(225);
    /** Turns without an answer. With the turn in which the silence began they last less than a second. */
    public static final int PATIENCE = 3;

    private Silence() {}
}
