package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.binding.CacheMethods;
import io.boosterbeacon.redis.internal.cache.binding.Invocation;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Near hits of this library: through the interceptor, or without it. */
final class NearHit implements Contender {
    private static final Invocation NEVER = changed -> {
        throw new IllegalStateException("the method was called");
    };

    private final Application application;
    private final Products products;
    private final CacheMethods methods;
    private final BeanMethod find;
    private final boolean annotated;
    private final String[] keys = Contender.keys("product-");
    private final Object[][] arguments = new Object[SUBJECTS][];

    @ApplicationScoped
    static class Products {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        @Cached(cacheName = "near-products", ttl = 3_600, localTtl = 3_600, immutable = true)
        public Product find(@CacheKey String id) {
            Contender.require(loaded.add(id), "hit");
            return Product.of(id);
        }
    }

    private NearHit(String redis, boolean annotated) throws Exception {
        this.annotated = annotated;
        application = new Application(redis, Products.class);
        products = application.bean(Products.class);
        methods = application.bean(CacheMethods.class);
        find = new BeanMethod(Products.class, Products.class.getMethod("find", String.class));
        for (int i = 0; i < SUBJECTS; i++) {
            arguments[i] = new Object[] {keys[i]};
        }
        for (String key : keys) {
            Product loaded = products.find(key);
            // the first value that is read is not kept: the connection that hears of changes is not open yet
            while (products.find(key) == loaded || products.find(key) != products.find(key)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    static NearHit annotated(String redis) throws Exception {
        return new NearHit(redis, true);
    }

    static NearHit programmatic(String redis) throws Exception {
        return new NearHit(redis, false);
    }

    @Override
    public Object call(int subject) throws Exception {
        if (annotated) {
            return products.find(keys[subject]);
        }
        try {
            return methods.read(find, arguments[subject], NEVER);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
