package io.boosterbeacon.redis.internal.cache.invalidate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The values that this node has last seen, for methods with a {@code staleTtl}: served when the store does not answer, or the
 * method fails. Bounded by what they weigh together, not by their number: nobody knows how large a value is. Those stay that
 * are used most. Whatever changes an entry on this node drops it here. Thread-safe; never waits.
 */
public final class StaleValues {
    private static final long MAX_BYTES = 64L << 20;

    /** About what a value costs besides its bytes. */
    private static final int OVERHEAD = 200;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] value, long end) {}

    private final LongSupplier nanos;
    private final Cache<CacheEntry.Cached, Kept> values;
    private final ChangeCounts changes = new ChangeCounts();

    /** @param nanos a clock like {@link System#nanoTime} */
    public StaleValues(LongSupplier nanos) {
        this(nanos, MAX_BYTES);
    }

    /** @param maximum of all values together, each counted with its overhead */
    StaleValues(LongSupplier nanos, long maximum) {
        this.nanos = nanos;
        this.values = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumWeight(maximum)
                .weigher((CacheEntry.Cached entry, Kept kept) -> kept.value().length + OVERHEAD)
                .expireAfter(Expiry.writing((CacheEntry.Cached entry, Kept kept) ->
                        Duration.ofNanos(Math.max(0, kept.end() - nanos.getAsLong()))))
                .build();
    }

    /** To be asked before a value is looked for, and given back with it. */
    public long changes(CacheEntry.Cached entry) {
        return changes.of(entry);
    }

    /** Keeps a value, unless the entry was changed since it began to be looked for: it might be older than the change. */
    public void keep(CacheEntry.Cached entry, byte[] value, Duration life, long changesBefore) {
        if (changes.of(entry) == changesBefore) {
            Kept seen = new Kept(value, nanos.getAsLong() + life.toNanos());
            // a change of the entry counts first, then waits for this: it is seen here, or removes what is kept here
            values.asMap().compute(entry, (same, before) -> {
                // what one caller has loaded comes again from those who shared the load: the same bytes, no newer
                boolean again = before != null && before.value() == value;
                return again || changes.of(entry) != changesBefore ? before : seen;
            });
            if (changes.of(entry) != changesBefore) {
                // a clear waits for nothing, and may have passed by before this was there
                values.asMap().remove(entry, seen);
            }
        }
    }

    public Optional<byte[]> find(CacheEntry.Cached entry) {
        return Optional.ofNullable(values.getIfPresent(entry)).map(Kept::value);
    }

    /** Drops a value that a newer one, which is not to be kept, has taken the place of. Nothing has been changed by that. */
    public void drop(CacheEntry.Cached entry) {
        values.invalidate(entry);
    }

    void forget(CacheEntry.Cached entry) {
        changes.changed(entry);
        values.invalidate(entry);
    }

    void forgetAll(String cacheName) {
        changes.allChanged(cacheName);
        values.asMap().keySet().removeIf(entry -> entry.cacheName().equals(cacheName));
    }
}
