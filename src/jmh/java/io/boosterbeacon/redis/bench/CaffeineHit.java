package io.boosterbeacon.redis.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Hits in the JVM, without Redis. Its size is limited, as that of every near cache must be. */
final class CaffeineHit implements Contender {
    private final Cache<String, Product> cache = Caffeine.newBuilder()
            .maximumSize(2 * SUBJECTS)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final String[] keys = Contender.keys("product-");

    CaffeineHit(String unused) {
        for (String key : keys) {
            cache.put(key, Product.of(key));
        }
    }

    @Override
    public Object call(int subject) {
        Product found = cache.getIfPresent(keys[subject]);
        Contender.require(found != null, "hit");
        return found;
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
