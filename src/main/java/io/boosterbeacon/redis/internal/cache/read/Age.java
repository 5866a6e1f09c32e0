package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import java.time.Duration;

/**
 * The age of a stored value.
 *
 * @param left how long the store will return it
 * @param fresh how long it will be fresh, in milliseconds; 0 if that is not known
 */
record Age(Freshness freshness, Duration left, long fresh) {
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Of a value whose lifetime is not known, or is of no interest. */
    static Age unknown(Freshness freshness) {
        return new Age(freshness, FOR_EVER, 0);
    }

    /** @param now the time of the store, in milliseconds since the epoch */
    static Age of(Lookup.Hit hit, long now, ReadPolicy policy) {
        long age = Math.max(0, now - hit.writtenAt());
        long fresh = Math.max(0, hit.lifetime().fresh() - age);
        return policy.dependsOnAge(hit)
                ? new Age(
                        policy.freshness(hit, now),
                        Duration.ofMillis(Math.max(0, hit.lifetime().total() - age)),
                        fresh)
                : new Age(Freshness.FRESH, FOR_EVER, fresh);
    }
}
