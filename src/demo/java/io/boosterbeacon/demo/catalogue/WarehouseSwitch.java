package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Whether the warehouse is down: switched by hand, to see what the shop does then. It is in the store, so that
 * instances on one Redis agree.
 */
@ApplicationScoped
public class WarehouseSwitch {
    private static final String KEY = "demo:warehouse:down";
    private static final Duration KEPT = Duration.ofDays(1);

    @Inject
    RedisService redis;

    /**
     * Asked by each request. It has no {@code localTtl}: a change must hold on all instances when it has returned. With
     * {@code staleTtl}, an instance without Redis goes by what it has seen last.
     */
    @Cached(cacheName = "warehouse-switch", ttl = 60, staleTtl = 3_600)
    public boolean isDown() {
        return redis.exists(KEY);
    }

    @CacheInvalidateAll(cacheName = "warehouse-switch")
    public void turn(boolean down) {
        if (down) {
            redis.set(KEY, "down", KEPT);
        } else {
            redis.delete(KEY);
        }
    }
}
