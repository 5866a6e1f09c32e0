package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Changes balances. Each method returns what it reads itself after the change. */
@ApplicationScoped
public class Accounts {
    private static final String CACHE = "balance";

    @Inject
    Database database;

    @Inject
    Balances balances;

    /** This bean with its interceptors. */
    @Inject
    Accounts joined;

    @Transactional
    @CacheInvalidate(cacheName = CACHE)
    public int set(@CacheKey String owner, int amount) {
        return change(owner, amount);
    }

    @Transactional(TxType.REQUIRES_NEW)
    @CacheInvalidate(cacheName = CACHE)
    public int setAside(@CacheKey String owner, int amount) {
        return change(owner, amount);
    }

    /** Reads in another transaction, which cannot see what the transaction of the caller has written. */
    @Transactional(TxType.REQUIRES_NEW)
    public int readAside(String owner) {
        return balances.of(owner);
    }

    @Transactional
    @CacheInvalidate(cacheName = CACHE, afterInvocation = false)
    public int setInvalidatingFirst(@CacheKey String owner, int amount) {
        return change(owner, amount);
    }

    @Transactional
    @CacheInvalidateAll(cacheName = CACHE)
    public int setClearing(String owner, int amount) {
        return change(owner, amount);
    }

    @Transactional
    @CachePut(cacheName = CACHE)
    public int put(@CacheKey String owner, @CacheValue int amount) {
        return change(owner, amount);
    }

    @Transactional
    @CacheInvalidate(cacheName = CACHE)
    public int setAndThrow(@CacheKey String owner, int amount) {
        throw new Withdrawn(change(owner, amount));
    }

    @Transactional
    public int setUnnoticedAndThrow(String owner, int amount) {
        throw new Withdrawn(change(owner, amount));
    }

    @Transactional(rollbackOn = Refused.class)
    @CacheInvalidate(cacheName = CACHE)
    public int setAndRefuse(@CacheKey String owner, int amount) throws Refused {
        throw new Refused(change(owner, amount));
    }

    @Transactional
    @CacheInvalidate(cacheName = CACHE)
    @SuppressWarnings("BanJNDI") // a constant name of the server's own
    public int setAndMark(@CacheKey String owner, int amount) throws NamingException {
        int seen = change(owner, amount);
        InitialContext.<TransactionSynchronizationRegistry>doLookup("java:comp/TransactionSynchronizationRegistry")
                .setRollbackOnly();
        return seen;
    }

    /** A checked exception commits. */
    @Transactional
    @CacheInvalidate(cacheName = CACHE)
    public int setAndTell(@CacheKey String owner, int amount) throws Refused {
        throw new Refused(change(owner, amount));
    }

    @Transactional(dontRollbackOn = Withdrawn.class)
    @CacheInvalidate(cacheName = CACHE)
    public int setAndForgive(@CacheKey String owner, int amount) {
        throw new Withdrawn(change(owner, amount));
    }

    /** Marks the transaction for rollback first, so that the caches join it afterwards. */
    @Transactional
    @SuppressWarnings("BanJNDI") // a constant name of the server's own
    public int markAndSet(String owner, int amount) throws NamingException {
        InitialContext.<TransactionSynchronizationRegistry>doLookup("java:comp/TransactionSynchronizationRegistry")
                .setRollbackOnly();
        return joined.set(owner, amount);
    }

    /** Catches an exception that has marked its transaction for rollback. */
    @Transactional
    public int setAndCatch(String owner, int amount) {
        try {
            return joined.setAndThrow(owner, amount);
        } catch (Withdrawn e) {
            return balances.of(owner);
        }
    }

    @Transactional(TxType.NOT_SUPPORTED)
    public int readOutside(String owner) {
        return balances.of(owner);
    }

    @Transactional(TxType.MANDATORY)
    @CacheInvalidate(cacheName = CACHE)
    public int setWithin(@CacheKey String owner, int amount) {
        return change(owner, amount);
    }

    private int change(String owner, int amount) {
        database.write(owner, amount);
        return balances.of(owner);
    }
}
