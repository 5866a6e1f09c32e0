package io.boosterbeacon.redis.internal.store.redis;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often something may be tried that keeps failing: after a second, then less and less often, up to every five. For attempts
 * of which the client writes to the log of its own accord: a dead Redis must not fill the disk. Thread-safe.
 */
final class Pace {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private Duration pause = Duration.ZERO;
    private long since;

    /** @param nanos a clock like {@link System#nanoTime} */
    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether it may be tried now. */
    synchronized boolean isDue() {
        return pause.isZero() || nanos.getAsLong() - since >= pause.toNanos();
    }

    /** It has failed; attempts that began together count once. */
    synchronized void failed() {
        if (isDue()) {
            Duration doubled = pause.isZero() ? FIRST : pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
            since = nanos.getAsLong();
        }
    }

    /** It has worked. */
    synchronized void succeeded() {
        pause = Duration.ZERO;
    }
}
