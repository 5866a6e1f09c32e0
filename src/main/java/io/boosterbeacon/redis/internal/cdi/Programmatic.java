package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.rest.ErrorsPart;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.service.StoreAsyncRedisService;
import io.boosterbeacon.redis.internal.service.StoreRedisService;
import io.boosterbeacon.redis.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The feature module of programmatic calls. */
@LibrarySingleton
public final class Programmatic implements FeatureModule {
    private final Store store;
    private final RedisService service;
    private final RestPart rest;

    @Inject
    public Programmatic(Platform platform, Caching caching, Limiting limiting) {
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
        rest = new ErrorsPart(platform.json());
    }

    @Produces
    @ApplicationScoped
    RedisService service() {
        return service;
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
