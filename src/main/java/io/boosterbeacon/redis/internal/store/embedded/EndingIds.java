package io.boosterbeacon.redis.internal.store.embedded;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Ids by the moments at which they end, so that those that have not ended can be counted exactly. Not thread-safe. */
final class EndingIds {
    private final NavigableSet<Ending> endings =
            new TreeSet<>(Comparator.comparingLong(Ending::at).thenComparing(Ending::id));

    private record Ending(long at, String id) {}

    void add(String id, long at) {
        endings.add(new Ending(at, id));
    }

    void remove(String id, long at) {
        endings.remove(new Ending(at, id));
    }

    /** Forgets the ids that have ended, and returns the number of the others. */
    int live(long now) {
        while (!endings.isEmpty() && endings.first().at() <= now) {
            endings.remove(endings.first());
        }
        return endings.size();
    }

    void clear() {
        endings.clear();
    }
}
