package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened in a schedule, in order; and what was wrong. */
final class History {
    static final int KEYS = 2;
    static final int TAGS = 2;

    private final HandMovedClock clock;
    private final List<ModelValue> values = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<CacheTransaction> committed = new ArrayList<>();
    private @Nullable List<String> trace;
    private @Nullable String violation;
    private long tick;

    History(HandMovedClock clock) {
        this.clock = clock;
    }

    /** @param traced whether steps are noted */
    void begin(boolean traced) {
        values.clear();
        changes.clear();
        committed.clear();
        trace = traced ? new ArrayList<>() : null;
        violation = null;
        tick = 0;
    }

    static int key(CacheEntry entry) {
        String key = ((CacheEntry.Cached) entry).key();
        return key.charAt(key.length() - 1) - '0';
    }

    long now() {
        return tick;
    }

    long next() {
        return ++tick;
    }

    long nanos() {
        return clock.nanos();
    }

    ModelValue newValue(int key, int node, int tags, boolean isPut, @Nullable CacheTransaction transaction) {
        ModelValue value = new ModelValue(values.size(), key, node, tags, isPut, transaction);
        values.add(value);
        return value;
    }

    /** The value that has these bytes; null if there is none. */
    @Nullable
    ModelValue value(byte[] bytes) {
        int id = Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII));
        return id < values.size() ? values.get(id) : null;
    }

    List<ModelValue> values() {
        return values;
    }

    Change newChange(ModelNode node, int keys, int tags) {
        Change change = new Change(node, keys, tags, next());
        changes.add(change);
        return change;
    }

    List<Change> changes() {
        return changes;
    }

    void commits(CacheTransaction transaction) {
        committed.add(transaction);
    }

    /** Whether callers outside of the transaction of the value may see it. */
    boolean isPublic(ModelValue value) {
        return value.transaction == null || committed.contains(value.transaction);
    }

    boolean isTraced() {
        return trace != null;
    }

    void note(String step) {
        if (trace != null) {
            trace.add(tick + " " + step);
        }
    }

    List<String> trace() {
        return trace == null ? List.of() : trace;
    }

    /** Notes the first violation. */
    void violated(String what) {
        if (violation == null) {
            violation = what;
            note("VIOLATION: " + what);
        }
    }

    @Nullable
    String violation() {
        return violation;
    }
}
