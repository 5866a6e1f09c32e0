package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.event.CacheInvalidated;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Tells of invalidations.
 *
 * @param events told on the thread of the caller, with its contexts
 * @param aside for callers on a thread that must not wait for observers: the store's own, perhaps
 */
public record InvalidationNews(Consumer<Object> events, Executor aside) {
    public void tell(CacheInvalidated news) {
        events.accept(news);
    }

    public void tellAside(CacheInvalidated news) {
        aside.execute(() -> tell(news));
    }
}
