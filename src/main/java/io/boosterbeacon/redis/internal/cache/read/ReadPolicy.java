package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The cache and the lifetimes of values.
 *
 * @param cache the name of the cache; empty for keys of {@code RedisService}, which belong to no cache
 * @param ttl the lifetime of values
 * @param nullTtl the lifetime of null and of an empty {@code Optional}; zero: they are not stored
 * @param staleTtl how long the last known value may be served if the store or the load fails; zero: never
 * @param jitter the maximum fraction by which lifetimes are shortened at random
 */
public record ReadPolicy(String cache, Duration ttl, Duration nullTtl, Duration staleTtl, double jitter) {
    /**
     * The policy of keys of {@code RedisService}: nulls are not stored, stale values are not served, the lifetime has
     * no jitter.
     */
    public static ReadPolicy of(Duration ttl) {
        return new ReadPolicy("", ttl, Duration.ZERO, Duration.ZERO, 0);
    }

    boolean serveStale() {
        return !staleTtl.isZero();
    }

    Duration of(boolean nothing) {
        return nothing ? nullTtl : ttl;
    }

    Duration jittered(Duration lifetime) {
        if (jitter == 0) {
            return lifetime;
        }
        double fraction = 1 - jitter * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.max(1, (long) (lifetime.toMillis() * fraction)));
    }
}
