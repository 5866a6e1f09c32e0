package io.boosterbeacon.it.bank;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.concurrent.atomic.AtomicInteger;

/** What is read through the cache, in whatever transaction the caller has. */
@ApplicationScoped
public class Balances {
    @Inject
    Database database;

    private final AtomicInteger loads = new AtomicInteger();

    @Cached(cacheName = "balance")
    public int of(@CacheKey String owner) {
        return database.read(owner);
    }

    /** How often it has been called when the value for this owner was loaded. */
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
