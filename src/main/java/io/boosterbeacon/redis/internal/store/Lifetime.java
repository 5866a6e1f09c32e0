package io.boosterbeacon.redis.internal.store;

import java.time.Duration;

/**
 * How long a value is kept, in milliseconds since it was stored.
 *
 * @param total until then the store returns the value; if it is less than {@code fresh}, each read extends it
 * @param fresh until then the value is fresh; afterwards it is stale and to be replaced
 * @param load how long the load of the value took; 0 if it was not loaded
 */
public record Lifetime(long total, long fresh, long load) {
    /** For values without a known lifetime: they are fresh as long as the store returns them. */
    public static final Lifetime UNKNOWN = new Lifetime(0, 0, 0);

    /** The lifetime of a value that is fresh as long as it is kept. */
    public static Lifetime of(Duration ttl) {
        return new Lifetime(ttl.toMillis(), ttl.toMillis(), 0);
    }

    /** The lifetime of a value that is kept for a time after it has become stale. */
    public static Lifetime of(Duration ttl, Duration staleTtl, Duration load) {
        return new Lifetime(ttl.plus(staleTtl).toMillis(), ttl.toMillis(), load.toMillis());
    }

    /**
     * The lifetime of a value that lives for a time after it was read last.
     *
     * @param ttl the longest lifetime
     * @param slidingTtl the time after a read; zero: reads do not matter
     */
    public static Lifetime sliding(Duration ttl, Duration slidingTtl, Duration load) {
        Duration first = slidingTtl.isZero() || slidingTtl.compareTo(ttl) > 0 ? ttl : slidingTtl;
        return new Lifetime(first.toMillis(), ttl.toMillis(), load.toMillis());
    }

    /**
     * What is left of this lifetime after a time without a read; nothing if {@code fresh} is 0. The time that each read
     * gives to a value stays the same.
     */
    public Lifetime after(Duration time) {
        long passed = Math.max(0, time.toMillis());
        long left = Math.max(0, fresh - passed);
        return total < fresh
                ? new Lifetime(Math.min(total, left), left, load)
                : new Lifetime(Math.max(0, total - passed), left, load);
    }

    /** Whether the value may become stale before it expires. */
    public boolean becomesStale() {
        return fresh < total;
    }
}
