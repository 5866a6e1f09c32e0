package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.binding.CacheMethods;
import io.boosterbeacon.redis.internal.cache.binding.ChangingMethods;
import io.boosterbeacon.redis.internal.cache.binding.NamedCaches;
import io.boosterbeacon.redis.internal.cache.binding.NamedDefinitions;
import io.boosterbeacon.redis.internal.cache.invalidate.InvalidationEvents;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import io.boosterbeacon.redis.internal.cache.read.LoadExecutor;
import io.boosterbeacon.redis.internal.cache.read.LoadThreads;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.transaction.JtaTransactions;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.rest.CachingPart;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The feature module of caches: the annotated methods, and the read path that programmatic calls also use. */
@LibrarySingleton
public final class Caching implements FeatureModule {
    private final ReadThrough readThrough;
    private final LoadExecutor background;
    private final Transactions transactions;
    private final Invalidator invalidator;
    private final CacheMethods methods;
    private final CallerBypass bypass;
    private final RestPart rest;
    private final NamedCaches named;

    @Inject
    Caching(
            Platform platform,
            Settings settings,
            BeaconExtension extension,
            @Any Instance<Object> beans,
            Instance<RequestContextController> requestContexts,
            Instance<BypassMark> bypassMarks) {
        this(
                platform,
                settings.cache(),
                OptionalApi.TRANSACTIONS.isPresent() ? new JtaTransactions() : Transactions.NONE,
                new BackgroundLoads(platform.timers(), requestContexts),
                new CacheParts(
                        // the application's object is not created for nothing
                        extension.storesValues()
                                ? JsonBeans.find(settings.cache().values().json(), beans, platform.json())
                                : ValueJson.of(platform.json()),
                        new CacheBeans(
                                new BeansByClass<>(beans.select(CacheKeyGenerator.class))::get,
                                new BeansByClass<>(beans.select(CachePredicate.class))::get,
                                new BeansByClass<CacheTtl<?>>(beans.select(new TypeLiteral<CacheTtl<?>>() {}))::get),
                        extension.cachePoints().declarations()),
                new BypassingRequests(bypassMarks));
        // before the first call: all methods of a cache must know that its values have tags
        extension.taggedCaches().forEach(invalidator::useTags);
    }

    /**
     * @param background runs loads that callers do not await to the end
     * @param requests marks requests that read fresh values
     */
    public Caching(
            Platform platform,
            CacheSettings settings,
            Transactions transactions,
            LoadExecutor background,
            CacheParts parts,
            CallerBypass.Requests requests) {
        StoreStack stores = platform.stores();
        this.transactions = transactions;
        bypass = new CallerBypass(requests);
        rest = new CachingPart(settings, bypass, platform.properties(), platform.nanos());
        this.background = background;
        // repeats failed invalidations below the stale values: a repetition must not drop newer ones
        PendingInvalidations pending = new PendingInvalidations(stores.nearCaches(), platform.timers());
        invalidator = new Invalidator(stores.caches(), pending);
        readThrough = new ReadThrough(
                stores.caches(),
                invalidator,
                transactions,
                new LoadThreads(platform.timers(), background, platform.nanos()),
                settings,
                bypass,
                platform.telemetry());
        CacheNames names = new CacheNames(platform.application());
        ChangingMethods changes = new ChangingMethods(
                invalidator, transactions, new InvalidationEvents(platform.telemetry(), platform.timers()::offload));
        methods = new CacheMethods(
                new CacheDefinitions(platform.properties(), names, parts.json(), settings.values(), parts.beans()),
                readThrough,
                changes,
                settings.enabled());
        named = new NamedCaches(
                new NamedDefinitions(
                        platform.properties(), names, parts.json(), settings.values(), parts.declarations()),
                readThrough,
                changes,
                settings.enabled());
    }

    ReadThrough readThrough() {
        return readThrough;
    }

    /** Runs what nobody waits for. */
    LoadExecutor background() {
        return background;
    }

    Transactions transactions() {
        return transactions;
    }

    @Produces
    @ApplicationScoped
    CacheBypass bypass() {
        return bypass;
    }

    @Produces
    @Singleton
    RestPart rest() {
        return rest;
    }

    /** The caches that are called by their names. */
    NamedCaches named() {
        return named;
    }

    /** The methods that the interceptors call. */
    @Produces
    @Singleton
    CacheMethods methods() {
        return methods;
    }
}
