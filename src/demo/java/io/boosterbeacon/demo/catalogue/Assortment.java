package io.boosterbeacon.demo.catalogue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the shop sells, at list prices. */
final class Assortment {
    private static final List<Offer> ALL = List.of(
            offer("1", "Aurora booster box", "box", "119.90"),
            offer("2", "Aurora booster pack", "pack", "4.50"),
            offer("3", "Ember starter deck", "deck", "14.90"),
            offer("4", "Ember collector tin", "tin", "24.90"),
            offer("5", "Tidal booster box", "box", "129.00"),
            offer("6", "Tidal booster pack", "pack", "4.90"),
            offer("7", "Grove trainer kit", "kit", "39.90"),
            offer("8", "Card sleeves, 65 pieces", "sleeves", "6.50"));

    private Assortment() {}

    static List<Offer> all() {
        return ALL;
    }

    static Optional<Offer> find(String id) {
        return ALL.stream().filter(offer -> offer.id().equals(id)).findFirst();
    }

    static Set<String> kinds() {
        return ALL.stream().map(Offer::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Offer offer(String id, String name, String kind, String price) {
        return new Offer(id, name, kind, new BigDecimal(price));
    }
}
