package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.RedisService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;

/** The orders of the last day. They are in the store, so that all instances on one Redis list the same. */
@ApplicationScoped
public class Orders {
    private static final String COUNTER = "demo:orders";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int LISTED = 5;

    @Inject
    RedisService redis;

    @Inject
    Prices prices;

    /** Orders a product; empty if there is no such product. */
    public Optional<Order> place(String product) {
        return Assortment.find(product).map(listed -> {
            Offer offer = prices.apply(List.of(listed)).get(0);
            Order order = new Order(redis.increment(COUNTER, 1, KEPT), offer, Instant.now());
            redis.setJson(key(order.number()), order, KEPT);
            return order;
        });
    }

    /** The latest orders, the newest first. */
    public List<Order> latest() {
        long newest = count();
        List<String> keys = LongStream.range(0, Math.min(newest, LISTED))
                .mapToObj(age -> key(newest - age))
                .toList();
        Map<String, Order> found = redis.getAllJson(keys, Order.class);
        return keys.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /** How many orders there were. */
    public long count() {
        return redis.get(COUNTER).map(Long::parseLong).orElse(0L);
    }

    private static String key(long number) {
        return "demo:order:" + number;
    }
}
