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
    /** Two entries of one slot only extend their lives more often. */
    private static final int SLOTS = 1 << 13;

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
        int slot = entry.hashCode() & (SLOTS - 1);
        long now = nanos.getAsLong();
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
}
