package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import java.time.Duration;

/**
 * The age of a stored value.
 *
 * @param left how long the store will return it
 */
record Age(Freshness freshness, Duration left) {
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Of a value whose lifetime is not known, or is of no interest. */
    static Age unknown(Freshness freshness) {
        return new Age(freshness, FOR_EVER);
    }

    /** @param now the time of the store, in milliseconds since the epoch */
    static Age of(Lookup.Hit hit, long now, ReadPolicy policy) {
        long left = hit.lifetime().total() - Math.max(0, now - hit.writtenAt());
        return new Age(policy.freshness(hit, now), Duration.ofMillis(Math.max(0, left)));
    }
}
