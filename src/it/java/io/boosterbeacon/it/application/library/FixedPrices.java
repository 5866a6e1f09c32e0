package io.boosterbeacon.it.application.library;

import java.util.concurrent.atomic.AtomicInteger;

/** No bean: a producer makes it. */
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
