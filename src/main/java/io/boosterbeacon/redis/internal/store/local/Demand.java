package io.boosterbeacon.redis.internal.store.local;

import java.time.Duration;

/**
 * How many permits of a subject this node uses, measured in intervals of {@link #INTERVAL}.
 *
 * @param since when the current interval began
 * @param permits used since then
 * @param perNano the permits used in a nanosecond of the last interval
 */
record Demand(long since, long permits, double perNano) {
    static final Duration INTERVAL = Duration.ofMillis(50);

    static Demand none(long now) {
        return new Demand(now, 0, 0);
    }

    Demand plus(long used, long now) {
        long elapsed = now - since;
        return elapsed < INTERVAL.toNanos()
                ? new Demand(since, permits + used, perNano)
                : new Demand(now, 0, (permits + used) / (double) elapsed);
    }

    /** The permits that will be used within a time if the demand stays the same. */
    long within(long nanos) {
        return (long) (perNano * nanos);
    }
}
