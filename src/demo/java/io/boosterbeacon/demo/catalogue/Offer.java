package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;

/** A product in a list: what it is and what it costs now. */
@JsonbPropertyOrder({"id", "name", "kind", "price"})
public record Offer(String id, String name, String kind, BigDecimal price) {
    Offer at(BigDecimal current) {
        return new Offer(id, name, kind, current);
    }
}
