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
 * store is called, so that it is dropped even if the store does not answer. Thread-safe; kept values are read and
 * written without blocking.
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
        Kept seen = new Kept(value, nanos.getAsLong() + staleTtl.toNanos(), wholeChanges);
        // a concurrent change first counts itself and then removes the value, which waits for this: so the change is
        // either noticed here, or it removes the new value
        values.asMap().compute(entry, (same, before) -> {
            // callers that share a load keep the same array again: that must not extend its lifetime
            boolean again = before != null && before.value() == value;
            return again || changes.of(entry) != changesBefore ? before : seen;
        });
        if (changes.of(entry) != changesBefore) {
            // a clear does not wait, and may have run before the value was added
            values.asMap().remove(entry, seen);
        }
    }

    @Override
    public void dropLastKnown(CacheEntry entry) {
        values.invalidate(entry);
    }

    @Override
    public CompletionStage<Optional<byte[]>> lastKnown(CacheEntry entry) {
        Kept kept = values.getIfPresent(entry);
        if (kept != null && kept.wholeChanges() != wholeChanges(entry)) {
            // a tag was invalidated since
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

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        changed(entry);
        CompletionStage<Void> answer = super.put(entry, value, lifetime, tags);
        CompletionStage<Void> unused = answer.whenComplete((done, failure) -> {
            if (failure != null) {
                // the late put may take effect after newer changes
                CompletionStage<Void> unusedEnd =
                        Answers.untimed(answer).whenComplete((doneLate, failureLate) -> changed(entry));
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        changed(entry);
        return super.remove(entry, token);
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        entries.forEach(this::changed);
        return super.invalidate(entries);
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        changes.allChanged(cacheName);
        values.asMap()
                .keySet()
                .removeIf(entry -> entry instanceof CacheEntry.Cached cached
                        && cached.cacheName().equals(cacheName));
        return super.clear(cacheName);
    }

    /**
     * Drops all kept values of the cache: which of them have the tags is known only to the store. They are not searched
     * for, but ignored from now on.
     */
    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        changes.allChanged(cacheName);
        return super.invalidateTags(cacheName, tags);
    }
}
