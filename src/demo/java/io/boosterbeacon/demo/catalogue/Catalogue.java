package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The products as the shop shows them. */
@ApplicationScoped
public class Catalogue {
    @Inject
    Warehouse warehouse;

    @Inject
    Prices prices;

    /** One product; the warehouse is asked only on a miss. */
    @Cached(cacheName = "product", ttl = 60)
    public Optional<Product> find(@CacheKey String id) {
        return Assortment.find(id).map(warehouse::load);
    }

    /** Changes a price; empty if there is no such product. Every instance reads the new price from its next call on. */
    @CacheInvalidate(cacheName = "product")
    public Optional<Offer> changePrice(@CacheKey String id, BigDecimal price) {
        Optional<Offer> known = Assortment.find(id);
        known.ifPresent(offer -> prices.change(id, price));
        return known.map(offer -> new Offer(id, offer.name(), price));
    }

    /** The products whose name contains the text, in any case. */
    public List<Offer> search(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return prices.apply(Assortment.all().stream()
                .filter(offer -> offer.name().toLowerCase(Locale.ROOT).contains(wanted))
                .toList());
    }
}
