package io.boosterbeacon.it.library;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts in memory what stands for a database. */
@ApplicationScoped
public class Stock {
    private final Map<String, Integer> shelves = new ConcurrentHashMap<>();

    @Cached(cacheName = "stock")
    public int count(@CacheKey String article) {
        return shelves.getOrDefault(article, 0);
    }

    /** Takes part in the caller's transaction. */
    @Transactional
    @CacheInvalidate(cacheName = "stock")
    public void add(@CacheKey String article, int amount) {
        shelves.merge(article, amount, Integer::sum);
    }

    /** What a database would do by itself when a transaction is rolled back: no cache hears of it. */
    public void undo(String article, int amount) {
        shelves.merge(article, -amount, Integer::sum);
    }
}
