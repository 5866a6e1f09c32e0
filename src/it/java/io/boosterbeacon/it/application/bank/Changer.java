package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;

/** An enterprise bean that begins and ends its transactions itself. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class Changer {
    @Inject
    Database database;

    @Inject
    Balances balances;

    @Resource
    UserTransaction transaction;

    /** Reads in a transaction that is rolled back, and makes the change in another one. */
    @CacheInvalidate(cacheName = "balance")
    public int set(@CacheKey String owner, int amount) throws Exception {
        transaction.begin();
        database.write(owner, amount + 1);
        balances.of(owner);
        transaction.rollback();
        transaction.begin();
        database.write(owner, amount);
        int seen = balances.of(owner);
        transaction.commit();
        return seen;
    }
}
