package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;

/** An enterprise bean: the container begins its transaction before any interceptor runs. */
@Stateless
public class Teller {
    private static final AtomicInteger LOADS = new AtomicInteger();

    @Inject
    Database database;

    @Inject
    Balances balances;

    @CacheInvalidate(cacheName = "balance")
    public int set(@CacheKey String owner, int amount) {
        database.write(owner, amount);
        return balances.of(owner);
    }

    /** Returns what it has seen through {@code seen}, since containers wrap exceptions in different ways. */
    @CacheInvalidate(cacheName = "balance")
    public void setAndThrow(@CacheKey String owner, int amount, AtomicInteger seen) {
        database.write(owner, amount);
        seen.set(balances.of(owner));
        throw new IllegalStateException("rolls back");
    }

    /** Runs in a transaction of its own. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    @CacheInvalidate(cacheName = "balance")
    public int setAside(@CacheKey String owner, int amount) {
        database.write(owner, amount);
        return balances.of(owner);
    }

    @Cached(cacheName = "teller")
    public int loads(@CacheKey String owner) {
        return LOADS.incrementAndGet();
    }
}
