package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.internal.cache.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.CacheMethods;
import io.boosterbeacon.redis.internal.cache.InvalidationNews;
import io.boosterbeacon.redis.internal.cache.Invalidator;
import io.boosterbeacon.redis.internal.cache.JtaTransactions;
import io.boosterbeacon.redis.internal.cache.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.ReadThrough;
import io.boosterbeacon.redis.internal.cache.StaleValues;
import io.boosterbeacon.redis.internal.cache.Transactions;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Caches: the annotated methods, and the read path that programmatic calls use, too. */
@FeatureModule
public final class Caching implements FeatureModule.Started {
    private final ReadThrough readThrough;
    private final Transactions transactions;
    private final CacheMethods methods;

    @Inject
    Caching(Platform platform, Settings settings, @Any Instance<CacheKeyGenerator> generators) {
        this(
                platform,
                settings.cache(),
                OptionalApi.TRANSACTIONS.isPresent() ? new JtaTransactions() : Transactions.NONE,
                new BeansByClass<>(generators)::get);
    }

    /** @param generators finds the bean of a class */
    public Caching(
            Platform platform,
            CacheSettings settings,
            Transactions transactions,
            Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators) {
        StoreStack stores = platform.stores();
        this.transactions = transactions;
        PendingInvalidations pending =
                new PendingInvalidations(stores.caches(), stores.cacheWrites(), platform.timers());
        StaleValues stale = new StaleValues(platform.nanos());
        readThrough = new ReadThrough(
                stores.caches(),
                stores.cacheReads(),
                stores.cacheWrites(),
                platform.timers(),
                pending,
                settings,
                platform.nanos());
        methods = new CacheMethods(
                new CacheDefinitions(
                        platform.properties(), new CacheNames(platform.application()), platform.json(), generators),
                readThrough,
                new Invalidator(stores.caches(), stores.cacheWrites(), pending, readThrough, stale),
                stale,
                transactions,
                new InvalidationNews(platform.events(), platform.timers()::aside),
                settings.enabled());
    }

    ReadThrough readThrough() {
        return readThrough;
    }

    Transactions transactions() {
        return transactions;
    }

    /** What the interceptors call. */
    @Produces
    @Singleton
    CacheMethods methods() {
        return methods;
    }
}
