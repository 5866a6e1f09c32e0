package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.concurrent.Executor;

/**
 * Tells of invalidations.
 *
 * @param telemetry told on the thread of the caller, with its contexts
 * @param aside for callers on a thread that must not wait for observers: the store's own, perhaps
 */
public record InvalidationNews(Telemetry telemetry, Executor aside) {
    public void tell(CacheInvalidated news) {
        telemetry.cacheInvalidated(news.cacheName(), news.all());
    }

    public void tellAside(CacheInvalidated news) {
        aside.execute(() -> tell(news));
    }
}
