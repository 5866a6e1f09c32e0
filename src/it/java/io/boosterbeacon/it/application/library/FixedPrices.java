package io.boosterbeacon.it.application.library;

import java.util.concurrent.atomic.AtomicInteger;

/** A class that is not a bean: a producer returns its object. */
public class FixedPrices implements Prices<String, Integer> {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Integer price(String article) {
        return calls.incrementAndGet();
    }

    @Override
    public Integer quote(String article) {
        return calls.incrementAndGet();
    }
}
