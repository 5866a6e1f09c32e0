package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A product of the warehouse.
 *
 * @param kind what is sold: a box, a pack
 * @param loads how often the warehouse was asked for it, by all instances
 * @param loadedAt when the warehouse was asked last
 * @param stale whether nobody knows if the warehouse would still say the same, see {@link Staleness}
 */
@JsonbPropertyOrder({"id", "name", "kind", "price", "loads", "loadedAt", "stale"})
public record Product(
        String id, String name, String kind, BigDecimal price, long loads, Instant loadedAt, boolean stale) {
    Product asStale() {
        return new Product(id, name, kind, price, loads, loadedAt, true);
    }
}
