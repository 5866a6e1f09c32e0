package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The cache and the lifetimes of values.
 *
 * @param cache the name of the cache; empty for keys of {@code RedisService}, which belong to no cache
 * @param ttl the lifetime of values
 * @param nullTtl the lifetime of null and of an empty {@code Optional}; zero: they are not stored
 * @param staleTtl how long a value may be served after its lifetime, until it is replaced; zero: never
 * @param localTtl how long this node may keep a value that it has read; zero: it must not
 * @param slidingTtl how long a value lives after it was read last; zero: reads do not matter; not with staleTtl
 * @param jitter the maximum fraction by which lifetimes are shortened at random
 */
public record ReadPolicy(
        String cache,
        Duration ttl,
        Duration nullTtl,
        Duration staleTtl,
        Duration localTtl,
        Duration slidingTtl,
        double jitter,
        RefreshPolicy refresh) {
    /**
     * The policy of keys of {@code RedisService}: nulls are not stored, stale values are not served, the lifetime has
     * no jitter.
     */
    public static ReadPolicy of(Duration ttl) {
        return new ReadPolicy(
                "", ttl, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, RefreshPolicy.NONE);
    }

    /** Whether this node may keep values. */
    public boolean isNear() {
        return !localTtl.isZero();
    }

    boolean serveStale() {
        return !staleTtl.isZero();
    }

    Duration of(boolean nothing) {
        return nothing ? nullTtl : ttl;
    }

    /** The lifetime of a value that has been loaded. */
    Lifetime lifetime(Duration ofValue, Duration load) {
        Duration jittered = jittered(ofValue);
        return slidingTtl.isZero()
                ? Lifetime.of(jittered, staleTtl, load)
                : Lifetime.sliding(jittered, slidingTtl, load);
    }

    private Duration jittered(Duration lifetime) {
        if (jitter == 0) {
            return lifetime;
        }
        double fraction = 1 - jitter * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.max(1, (long) (lifetime.toMillis() * fraction)));
    }

    /** Whether the age of a stored value matters: it may have to be replaced. */
    boolean dependsOnAge(Lookup.Hit hit) {
        return hit.writtenAt() > 0 && (hit.lifetime().becomesStale() || refresh.isEarly());
    }

    /**
     * How fresh a stored value is.
     *
     * <p>A value is replaced early with a probability that grows towards its end, and with the time that its load takes:
     * "Optimal Probabilistic Cache Stampede Prevention" (Vattani, Chierichetti, Lowenstein, 2015).
     *
     * @param now the time of the store, in milliseconds since the epoch
     */
    Freshness freshness(Lookup.Hit hit, long now) {
        long age = Math.max(0, now - hit.writtenAt());
        long left = hit.lifetime().fresh() - age;
        if (left <= 0) {
            return Freshness.STALE;
        }
        return isOld(hit.lifetime(), age) || left <= earliness(hit.lifetime().load()) ? Freshness.DUE : Freshness.FRESH;
    }

    /** Whether the same part of the value's own lifetime has passed as {@code refreshAfter} is of {@link #ttl}. */
    private boolean isOld(Lifetime own, long age) {
        double after = refresh.after().toMillis();
        return after > 0 && age >= after * own.fresh() / ttl.toMillis();
    }

    /** A random time with an exponential distribution, in milliseconds. */
    private double earliness(long load) {
        return refresh.early() == 0
                ? 0
                : -Math.log(1 - ThreadLocalRandom.current().nextDouble()) * refresh.early() * load;
    }
}
