package io.boosterbeacon.redis.internal.store;

import java.time.Duration;

/** How long a store, or a node of a cluster, may leave all calls and pings unanswered until it counts as silent. */
public final class Silence {
    /** The period of the check for answers. */
    public static final Duration TURN = Duration.ofMillis(225);
    /**
     * The number of consecutive checks without an answer after which the store is silent. Together with the period in
     * which the silence began they take less than a second.
     */
    public static final int PATIENCE = 3;

    private Silence() {}
}
