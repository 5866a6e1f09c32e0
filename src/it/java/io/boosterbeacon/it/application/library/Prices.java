package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.temporal.ChronoUnit;

/** What a bean inherits from an interface. */
public interface Prices<K, V> {
    @Cached(cacheName = "prices")
    V price(@CacheKey K article);

    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    V quote(K article);
}
