package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How values are kept, and whose they are.
 *
 * @param cache what the application calls the cache; empty for keys of {@code RedisService}, which belong to none
 * @param ttl of values
 * @param nullTtl of the knowledge that there is no value; zero: that is not stored
 * @param staleTtl how long a value may be served in place of one that cannot be had; zero: never
 * @param jitter the fraction by which lifetimes are shortened at random
 */
public record ReadPolicy(String cache, Duration ttl, Duration nullTtl, Duration staleTtl, double jitter) {
    /** Of keys of {@code RedisService}: never null, never served stale, all with the same lifetime. */
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
