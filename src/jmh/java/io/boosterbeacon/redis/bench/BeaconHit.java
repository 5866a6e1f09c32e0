package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hits of this library, through the interceptor. */
final class BeaconHit implements Contender {
    private final Application application;
    private final Products products;
    private final String[] keys = Contender.keys("product-");

    @ApplicationScoped
    static class Products {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        @Cached(cacheName = "products", ttl = 3_600)
        public Product find(@CacheKey String id) {
            Contender.require(loaded.add(id), "hit");
            return Product.of(id);
        }
    }

    BeaconHit(String redis) {
        application = new Application(redis, Products.class);
        products = application.bean(Products.class);
        for (String key : keys) {
            products.find(key);
        }
    }

    @Override
    public Object call(int subject) {
        return products.find(keys[subject]);
    }

    @Override
    public void close() {
        application.close();
    }
}
