package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;

/** A product as the warehouse told it; {@code loads} is how often the warehouse was asked for it, over all instances. */
@JsonbPropertyOrder({"id", "name", "price", "loads"})
public record Product(String id, String name, BigDecimal price, long loads) {}
