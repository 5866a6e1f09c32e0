package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Balances that are read through the cache, in the transaction of the caller. */
@ApplicationScoped
public class Balances {
    @Inject
    Database database;

    @Inject
    RedisService redis;

    private final AtomicInteger loads = new AtomicInteger();

    @Cached(cacheName = "balance")
    public int of(@CacheKey String owner) {
        return database.read(owner);
    }

    /** The same through {@code RedisService}. */
    public int programmatically(String owner) {
        return redis.getOrSet("balance of " + owner, Integer.class, Duration.ofMinutes(5), () -> database.read(owner));
    }

    /** The balance that the transaction reads, as a stage that somebody else completes. */
    @Cached(cacheName = "later")
    public CompletionStage<Integer> later(@CacheKey String owner, CompletableFuture<Void> end) {
        int read = database.read(owner);
        return end.thenApply(done -> read);
    }

    /** The number of calls so far, when the value for this owner was loaded. */
    @Cached(cacheName = "loads")
    public int loads(@CacheKey String owner) {
        return loads.incrementAndGet();
    }

    /** The same, in a transaction of its own. */
    @Transactional
    @Cached(cacheName = "own-loads")
    public int loadsInATransaction(@CacheKey String owner) {
        return loads.incrementAndGet();
    }
}
