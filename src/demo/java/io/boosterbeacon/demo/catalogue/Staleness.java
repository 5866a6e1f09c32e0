package io.boosterbeacon.demo.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells customers which products may be out of date.
 *
 * <p>A product is stale if the warehouse cannot be asked for it, or if it is served after its lifetime, while it is
 * loaded again. While the warehouse is down that is each product, from the first moment on: one that was loaded a
 * second ago is still in its lifetime and comes from the cache as ever, but its price may be another one by now, and
 * nobody can find out.
 */
@ApplicationScoped
public class Staleness {
    @Inject
    Warehouse warehouse;

    @Inject
    @ConfigProperty(name = "beacon.cache.\"product\".ttl", defaultValue = Catalogue.LIFETIME_SECONDS + "")
    long lifetimeSeconds;

    /** A product as it is shown: itself, or a copy that says that it is stale. */
    public Product mark(Product product) {
        return mark(List.of(product)).get(0);
    }

    /** Products as they are shown, in their order. */
    public List<Product> mark(List<Product> products) {
        boolean down = warehouse.isDown();
        Instant oldest = Instant.now().minusSeconds(lifetimeSeconds);
        return products.stream()
                .map(product -> down || product.loadedAt().isBefore(oldest) ? product.asStale() : product)
                .toList();
    }
}
