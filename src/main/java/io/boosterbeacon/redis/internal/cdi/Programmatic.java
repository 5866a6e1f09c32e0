package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.internal.rest.ErrorsPart;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.service.InjectedCaches;
import io.boosterbeacon.redis.internal.service.StoreAsyncCache;
import io.boosterbeacon.redis.internal.service.StoreAsyncRedisService;
import io.boosterbeacon.redis.internal.service.StoreCache;
import io.boosterbeacon.redis.internal.service.StoreCaches;
import io.boosterbeacon.redis.internal.service.StoreRedisService;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.CacheCounters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The feature module of programmatic calls. */
@LibrarySingleton
public final class Programmatic implements FeatureModule {
    private final Store store;
    private final RedisService service;
    private final StoreCaches caches;
    private final RestPart rest;

    @Inject
    public Programmatic(Platform platform, Caching caching, Limiting limiting, CacheCounters counters) {
        store = platform.stores().store();
        service = new StoreRedisService(
                new StoreAsyncRedisService(
                        platform.stores().keyValues(),
                        platform.stores()::ping,
                        caching.readThrough(),
                        caching.transactions(),
                        limiting.limiter(),
                        platform.json(),
                        platform.nanos()),
                store,
                caching.readThrough());
        caches = new StoreCaches(caching.named(), counters);
        rest = new ErrorsPart(platform.json());
    }

    @Produces
    @ApplicationScoped
    RedisService service() {
        return service;
    }

    @Produces
    @ApplicationScoped
    Caches caches() {
        return caches;
    }

    StoreCaches namedCaches() {
        return caches;
    }

    /** The produced types can be serialized: otherwise no bean of a session could have a cache. */
    @Produces
    @Dependent
    @CacheName("")
    <V> StoreCache<V> cache(InjectionPoint point) {
        return caches.of(CachePoints.of(point).orElseThrow(), new CurrentCaches());
    }

    @Produces
    @Dependent
    @CacheName("")
    <V> StoreAsyncCache<V> asyncCache(InjectionPoint point) {
        return caches.<V>of(CachePoints.of(point).orElseThrow(), new CurrentCaches())
                .async();
    }

    @Produces
    @ApplicationScoped
    InjectedCaches injectedCaches() {
        return caches::find;
    }

    @Produces
    @ApplicationScoped
    Store store() {
        return store;
    }

    @Produces
    @Singleton
    RestPart rest() {
        return rest;
    }
}
