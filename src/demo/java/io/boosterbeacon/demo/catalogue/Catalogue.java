package io.boosterbeacon.demo.catalogue;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The products as the shop shows them. */
@ApplicationScoped
public class Catalogue {
    static final long LIFETIME_SECONDS = 60;

    private static final String CACHE = "product";
    private static final long STALE_SECONDS = 3_600;
    private static final long PATIENCE_MILLIS = 2_000;

    @Inject
    Warehouse warehouse;

    @Inject
    Prices prices;

    /**
     * One product; the warehouse is asked only on a miss. After its lifetime, one caller waits for the warehouse, and
     * the others get the stale product meanwhile; so does everybody if the warehouse is down.
     */
    @Cached(
            cacheName = CACHE,
            ttl = LIFETIME_SECONDS,
            localTtl = LIFETIME_SECONDS,
            staleTtl = STALE_SECONDS,
            softLoadTimeout = PATIENCE_MILLIS,
            tags = "{result.kind}")
    public Optional<Product> find(@CacheKey String id) {
        return Assortment.find(id).map(offer -> warehouse.load(List.of(offer)).get(0));
    }

    /**
     * Several products by their numbers, without unknown ones. The warehouse is asked once, for what the cache lacks.
     */
    @Cached(
            cacheName = CACHE,
            ttl = LIFETIME_SECONDS,
            localTtl = LIFETIME_SECONDS,
            staleTtl = STALE_SECONDS,
            tags = "{result.kind}")
    public Map<String, Product> findAll(@CacheKey List<String> ids) {
        List<Offer> listed =
                ids.stream().map(Assortment::find).flatMap(Optional::stream).toList();
        return listed.isEmpty()
                ? Map.of()
                : warehouse.load(listed).stream().collect(Collectors.toMap(Product::id, Function.identity()));
    }

    /** Changes a price; empty if there is no such product. Every instance reads the new price from its next call on. */
    @CacheInvalidate(cacheName = CACHE)
    public Optional<Offer> changePrice(@CacheKey String id, BigDecimal price) {
        Optional<Offer> known = Assortment.find(id);
        known.ifPresent(offer -> prices.change(id, price));
        return known.map(offer -> offer.at(price));
    }

    /** What products are tagged with: their kinds. */
    public Set<String> tags() {
        return Assortment.kinds();
    }

    /** Forgets all products of a kind, whatever their number. */
    @CacheInvalidate(cacheName = CACHE, tags = "{kind}")
    public void forget(String kind) {}

    /** The products whose name contains the text, in any case. */
    public List<Offer> search(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return prices.apply(Assortment.all().stream()
                .filter(offer -> offer.name().toLowerCase(Locale.ROOT).contains(wanted))
                .toList());
    }
}
