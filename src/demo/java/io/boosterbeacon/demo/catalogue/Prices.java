package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The current prices. They are in the store, so that instances on one Redis agree; without it, list prices apply. */
@ApplicationScoped
public class Prices {
    private static final Duration KEPT = Duration.ofDays(1);

    @Inject
    RedisService redis;

    /** The offers at current prices, in one round trip. */
    List<Offer> apply(List<Offer> offers) {
        Map<String, BigDecimal> changed = changed(offers);
        return offers.stream()
                .map(offer -> offer.at(changed.getOrDefault(key(offer.id()), offer.price())))
                .toList();
    }

    void change(String id, BigDecimal price) {
        redis.setJson(key(id), price, KEPT);
    }

    private Map<String, BigDecimal> changed(List<Offer> offers) {
        try {
            return redis.getAllJson(
                    offers.stream().map(offer -> key(offer.id())).toList(), BigDecimal.class);
        } catch (RedisException e) {
            return Map.of();
        }
    }

    private static String key(String id) {
        return "demo:price:" + id;
    }
}
