package io.boosterbeacon.it.application.outage;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A service that can be down at the same time as Redis. A rate is the number of times that it was asked for. */
@ApplicationScoped
public class Rates {
    private final Map<String, Integer> loads = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    @Cached(cacheName = "rates", staleTtl = 3_600)
    public int of(@CacheKey String currency) {
        if (broken.contains(currency)) {
            throw new IllegalStateException("nobody tells the rate of " + currency);
        }
        return loads.merge(currency, 1, Integer::sum);
    }

    public void fail(String currency) {
        broken.add(currency);
    }

    @CacheInvalidate(cacheName = "rates")
    public void change(@CacheKey String currency) {
        broken.remove(currency);
    }
}
