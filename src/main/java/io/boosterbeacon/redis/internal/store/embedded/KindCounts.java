package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.RevocationStore.Kind;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import java.util.HashMap;
import java.util.Map;

/** Counts revocations by kind. Not thread-safe. */
final class KindCounts {
    private final Map<Kind, Long> counts = new HashMap<>();

    void add(Kind kind) {
        boolean full = counts.size() >= Stats.MAX_KINDS && !counts.containsKey(kind);
        counts.merge(full ? kind.other() : kind, 1L, Long::sum);
    }

    Map<Kind, Long> get() {
        return counts;
    }
}
