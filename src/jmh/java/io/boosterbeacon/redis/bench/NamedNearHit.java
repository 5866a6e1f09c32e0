package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Near hits of a cache of this library that is called by its name, with its statistics. */
final class NamedNearHit implements Contender {
    private final Application application;
    private final Cache<Product> cache;
    private final String[] keys = Contender.keys("product-");

    @ApplicationScoped
    static class Products {
        @Inject
        @CacheName(value = "named-near-products", ttl = 3_600, localTtl = 3_600, immutable = true)
        Cache<Product> cache;

        public Cache<Product> cache() {
            return cache;
        }
    }

    NamedNearHit(String redis) throws Exception {
        application = new Application(redis, Products.class);
        cache = application.bean(Products.class).cache();
        for (String key : keys) {
            cache.put(key, Product.of(key));
            while (cache.get(key).orElseThrow() != cache.get(key).orElseThrow()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    @Override
    public Object call(int subject) {
        return cache.get(keys[subject]).orElseThrow();
    }

    @Override
    public void close() {
        application.close();
    }
}
