package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;

/** A product in a list: what it is and what it costs now. */
@JsonbPropertyOrder({"id", "name", "price"})
public record Offer(String id, String name, BigDecimal price) {}
