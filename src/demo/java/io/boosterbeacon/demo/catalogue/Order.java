package io.boosterbeacon.demo.catalogue;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;

/** A product that was ordered, at the price of that moment. */
@JsonbPropertyOrder({"number", "product", "orderedAt"})
public record Order(long number, Offer product, Instant orderedAt) {}
