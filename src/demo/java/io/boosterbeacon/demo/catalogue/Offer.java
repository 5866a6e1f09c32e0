package io.boosterbeacon.demo.catalogue;

import java.math.BigDecimal;

/** A product in a list: what it is and what it costs now. */
public record Offer(String id, String name, BigDecimal price) {}
