package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Cached values that resources return. */
@ApplicationScoped
public class Items {
    private final ConcurrentMap<String, Integer> prices = new ConcurrentHashMap<>();

    @Cached(cacheName = "items", ttl = 60)
    public Optional<Item> find(@CacheKey String id) {
        return Optional.of(new Item(id, prices.getOrDefault(id, 1)));
    }

    /** Completes on another thread. */
    @Cached(cacheName = "items", ttl = 60)
    public CompletionStage<Item> findLater(@CacheKey String id) {
        return CompletableFuture.supplyAsync(() -> new Item(id, prices.getOrDefault(id, 1)), RunningResource.after(50));
    }

    /** What was loaded before is loaded anew. */
    @CacheInvalidate(cacheName = "items")
    public void change(@CacheKey String id, int price) {
        prices.put(id, price);
    }

    /** Written by {@link ItemWriter}. */
    public record Item(String id, int price) {}
}
