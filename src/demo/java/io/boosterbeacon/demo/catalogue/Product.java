package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.math.BigDecimal;

/** A product of the warehouse; {@code loads} counts how often the warehouse was asked for it, by all instances. */
@JsonbPropertyOrder({"id", "name", "price", "loads"})
public record Product(String id, String name, BigDecimal price, long loads) {}
