package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CacheWarmUp;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Calls caches by their names. */
@ApplicationScoped
public class Stock {
    @Inject
    @CacheName(value = "stock", ttl = 600)
    Cache<List<String>> stock;

    @Inject
    @CacheName("stock")
    AsyncCache<List<String>> stockLater;

    @Inject
    @CacheName("counted")
    Cache<?> counted;

    @Inject
    Caches caches;

    @CacheWarmUp
    public void fill() {
        stock.put("warm", List.of("filled"));
    }

    /** The cached list of a key; another one for each load. */
    public List<String> load(String id) {
        return Optional.ofNullable(
                        stock.getOrLoad(id, () -> List.of(id, UUID.randomUUID().toString())))
                .orElseThrow();
    }

    /** The cached list of a key, if there is one, read without waiting for it in between. */
    public List<String> find(String id) {
        return stockLater.get(id).toCompletableFuture().join().orElse(List.of());
    }

    @Cached(cacheName = "counted")
    public String count(String id) {
        return UUID.randomUUID().toString();
    }

    /** Invalidates an entry of the annotated method. */
    public void recount(String id) {
        counted.invalidate(id);
    }

    public long loads(String cache) {
        return Objects.requireNonNull(caches.statistics().get(cache)).loads();
    }
}
