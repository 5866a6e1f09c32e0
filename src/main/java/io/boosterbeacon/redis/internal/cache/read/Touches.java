package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Extends the lives of values that are read, and forgets them if they are not read any more. This node extends the life
 * of a value at most once in a fraction of its length, and no caller waits for that. Thread-safe.
 */
final class Touches {
    private static final int FRACTION = 4;
    private static final int SLOTS = 1 << 13;
    /** An entry has one of these slots. More entries that are read alternately only extend their lives more often. */
    private static final int WAYS = 4;

    private final CacheStore store;
    private final LongSupplier nanos;
    private final AtomicReferenceArray<@Nullable Touched> touched = new AtomicReferenceArray<>(SLOTS);

    Touches(CacheStore store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    private record Touched(CacheEntry entry, long next) {}

    /**
     * A value has been read.
     *
     * @param slidingTtl its life after a read; zero: reads do not matter
     */
    void hit(CacheEntry entry, Duration slidingTtl) {
        if (slidingTtl.isZero() || !(entry instanceof CacheEntry.Cached cached)) {
            return;
        }
        long now = nanos.getAsLong();
        int slot = slot(entry);
        Touched last = touched.get(slot);
        if (last != null && now - last.next() < 0 && last.entry().equals(entry)) {
            return;
        }
        Touched next = new Touched(entry, now + slidingTtl.toNanos() / FRACTION);
        if (touched.compareAndSet(slot, last, next)) {
            // of a store that does not answer, the value expires earlier
            CompletionStage<Boolean> unused = store.touch(cached);
        }
    }

    /** The slot of the entry, or a free one for it, or that of the entry which is due first. */
    private int slot(CacheEntry entry) {
        int first = entry.hashCode() & (SLOTS - WAYS);
        int due = first;
        long earliest = 0;
        for (int i = first; i < first + WAYS; i++) {
            Touched each = touched.get(i);
            if (each == null || each.entry().equals(entry)) {
                return i;
            }
            if (i == first || each.next() - earliest < 0) {
                due = i;
                earliest = each.next();
            }
        }
        return due;
    }
}
