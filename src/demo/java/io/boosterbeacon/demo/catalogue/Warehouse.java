package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The slow system behind the shop. It counts how often it is asked, which is what the cache saves. */
@ApplicationScoped
public class Warehouse {
    private static final Duration COUNTED = Duration.ofDays(1);
    private static final Duration LATENCY = Duration.ofMillis(300);

    @Inject
    RedisService redis;

    @Inject
    Prices prices;

    @Inject
    WarehouseSwitch off;

    private final Map<String, Long> loadsHere = new ConcurrentHashMap<>();

    /** The products of some offers, in their order. All together take as long as one. */
    List<Product> load(List<Offer> listed) {
        if (isDown()) {
            throw new WarehouseDownException();
        }
        List<Long> loads = listed.stream().map(offer -> count(offer.id())).toList();
        List<Offer> offers = prices.apply(listed);
        beSlow();
        Instant now = Instant.now();
        return IntStream.range(0, offers.size())
                .mapToObj(i -> product(offers.get(i), loads.get(i), now))
                .toList();
    }

    /** An instance that cannot know takes the warehouse for running. */
    boolean isDown() {
        try {
            return off.isDown();
        } catch (RedisException e) {
            return false;
        }
    }

    private static Product product(Offer offer, long loads, Instant now) {
        return new Product(offer.id(), offer.name(), offer.kind(), offer.price(), loads, now, false);
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
