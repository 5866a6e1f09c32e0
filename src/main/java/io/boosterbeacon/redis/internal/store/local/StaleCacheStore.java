package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A cache store that keeps the last known values of this node, for callers that accept stale values. The total size of
 * the values is limited; the least used values are evicted first. A change by this node drops the kept value before the
 * store is called, so that it is dropped even if the store does not answer, and once more when the store has answered:
 * a reader may have found the old value meanwhile. Thread-safe; kept values are read and written without blocking.
 */
public final class StaleCacheStore extends ForwardingCacheStore {
    private static final long MAX_BYTES = 64L << 20;

    /** The approximate memory of a value besides its bytes. */
    private static final int OVERHEAD = 200;

    /** @param wholeChanges the count of the changes of the whole cache when the value was kept */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] value, long end, int wholeChanges) {}

    private final LongSupplier nanos;
    private final Cache<CacheEntry, Kept> values;
    private final ChangeCounts changes = new ChangeCounts();

    /** @param nanos a clock like {@link System#nanoTime} */
    public StaleCacheStore(CacheStore store, LongSupplier nanos) {
        this(store, nanos, MAX_BYTES);
    }

    /** @param maximum the maximum size of all values, in bytes, overheads included */
    StaleCacheStore(CacheStore store, LongSupplier nanos, long maximum) {
        super(store);
        this.nanos = nanos;
        this.values = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumWeight(maximum)
                .weigher((CacheEntry entry, Kept kept) -> kept.value().length + OVERHEAD)
                .expireAfter(Expiry.writing(
                        (CacheEntry entry, Kept kept) -> Duration.ofNanos(Math.max(0, kept.end() - nanos.getAsLong()))))
                .build();
    }

    @Override
    public long changes(CacheEntry entry) {
        return changes.of(entry);
    }

    @Override
    public void keepLastKnown(CacheEntry entry, byte[] value, Duration staleTtl, long changesBefore) {
        int wholeChanges = wholeChanges(entry);
        if (changes.of(entry) != changesBefore) {
            return;
        }
        long end = nanos.getAsLong() + staleTtl.toNanos();
        // a concurrent change first counts itself and then removes the value, which waits for this: so the change is
        // either noticed here, or it removes the new value
        Kept kept = values.asMap().compute(entry, (same, before) -> {
            if (changes.of(entry) != changesBefore) {
                return before;
            }
            // callers that share a load keep the same array again: that must not extend its lifetime
            boolean again = before != null && before.value() == value;
            return new Kept(value, again ? Math.min(before.end(), end) : end, wholeChanges);
        });
        if (changes.of(entry) != changesBefore && kept != null && kept.value() == value) {
            // a clear does not wait, and may have run before the value was added
            values.asMap().remove(entry, kept);
        }
    }

    @Override
    public void dropLastKnown(CacheEntry entry) {
        changed(entry);
    }

    /** They are not searched for, but ignored from now on. */
    @Override
    public void dropAllLastKnown(String cacheName) {
        changes.allChanged(cacheName);
    }

    @Override
    public CompletionStage<Optional<byte[]>> lastKnown(CacheEntry entry) {
        Kept kept = values.getIfPresent(entry);
        if (kept != null && kept.wholeChanges() != wholeChanges(entry)) {
            // the whole cache has changed since
            values.asMap().remove(entry, kept);
            kept = null;
        }
        return CompletableFuture.completedFuture(kept == null ? Optional.empty() : Optional.of(kept.value()));
    }

    private int wholeChanges(CacheEntry entry) {
        return entry instanceof CacheEntry.Cached cached ? changes.ofAll(cached.cacheName()) : 0;
    }

    private void changed(CacheEntry entry) {
        changes.changed(entry);
        values.invalidate(entry);
    }

    private void cleared(String cacheName) {
        changes.allChanged(cacheName);
        values.asMap()
                .keySet()
                .removeIf(entry -> entry instanceof CacheEntry.Cached cached
                        && cached.cacheName().equals(cacheName));
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        changed(entry);
        // a late put may take effect after newer changes
        return Answers.whenAnswered(super.put(entry, value, lifetime, tags), () -> changed(entry));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        changed(entry);
        return Answers.whenAnswered(super.remove(entry, token), () -> changed(entry));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        entries.forEach(this::changed);
        return Answers.whenAnswered(super.invalidate(entries), () -> entries.forEach(this::changed));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        cleared(cacheName);
        return Answers.whenAnswered(super.clear(cacheName), () -> dropAllLastKnown(cacheName));
    }

    /**
     * Drops all kept values of the cache: which of them have the tags is known only to the store.
     */
    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        dropAllLastKnown(cacheName);
        return Answers.whenAnswered(super.invalidateTags(cacheName, tags), () -> dropAllLastKnown(cacheName));
    }
}
