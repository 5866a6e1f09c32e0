package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.concurrent.Executor;

/**
 * Publishes events of invalidations.
 *
 * @param telemetry called on the thread of the caller, with its contexts
 * @param executor runs {@link #publishAsync}
 */
public record InvalidationEvents(Telemetry telemetry, Executor executor) {
    /** Publishes an event on the calling thread. */
    public void publish(CacheInvalidated event) {
        telemetry.cacheInvalidated(event.cacheName(), event.all());
    }

    /** Publishes an event on another thread, because a thread of the store must not wait for observers. */
    public void publishAsync(CacheInvalidated event) {
        executor.execute(() -> publish(event));
    }
}
