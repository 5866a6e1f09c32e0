package io.boosterbeacon.it.application.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;

/** A producer that creates a limited object itself. */
@ApplicationScoped
public class PriceFactory {
    @Produces
    @Named("fixed")
    @ApplicationScoped
    public Prices<String, Integer> fixed() {
        return new FixedPrices();
    }
}
