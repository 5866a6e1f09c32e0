package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The slow system behind the shop. It counts how often it is asked, which is what the cache saves. */
@ApplicationScoped
public class Warehouse {
    private static final Duration COUNTED = Duration.ofDays(1);
    private static final Duration LATENCY = Duration.ofMillis(300);

    @Inject
    RedisService redis;

    @Inject
    Prices prices;

    private final Map<String, Long> loadsHere = new ConcurrentHashMap<>();

    Product load(Offer listed) {
        long loads = count(listed.id());
        Offer offer = prices.apply(List.of(listed)).get(0);
        beSlow();
        return new Product(offer.id(), offer.name(), offer.price(), loads);
    }

    private long count(String id) {
        long here = loadsHere.merge(id, 1L, Long::sum);
        try {
            return redis.increment("demo:loads:" + id, 1, COUNTED);
        } catch (RedisException e) {
            return here;
        }
    }

    private static void beSlow() {
        try {
            Thread.sleep(LATENCY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
