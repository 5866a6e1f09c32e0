package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long values are kept.
 *
 * @param ttl of values
 * @param nullTtl of the knowledge that there is no value; zero: that is not stored
 * @param staleTtl how long a value may be served in place of one that cannot be had; zero: never
 * @param jitter the fraction by which lifetimes are shortened at random
 */
public record Lifetimes(Duration ttl, Duration nullTtl, Duration staleTtl, double jitter) {
    /** The same for all values, which are never null and never served stale. */
    public static Lifetimes of(Duration ttl) {
        return new Lifetimes(ttl, Duration.ZERO, Duration.ZERO, 0);
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
