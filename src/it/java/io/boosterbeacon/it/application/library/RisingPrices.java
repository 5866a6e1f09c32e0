package io.boosterbeacon.it.application.library;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** A bean without annotations of the library. */
@ApplicationScoped
public class RisingPrices implements Prices<String, Integer> {
    private final AtomicInteger price = new AtomicInteger();

    @Override
    public Integer price(String article) {
        return price.incrementAndGet();
    }

    @Override
    public Integer quote(String article) {
        return price.incrementAndGet();
    }
}
