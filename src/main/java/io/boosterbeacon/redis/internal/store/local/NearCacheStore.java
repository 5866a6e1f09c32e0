package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.NearValue;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache store that keeps values in this JVM while their watch lasts. The total size of the values is limited; the
 * least used values are evicted first. Thread-safe; kept values are read without blocking.
 *
 * <p>A value is kept only if nothing has changed its entry since before it was read: neither a call of this port, nor a
 * change that was reported. A change by this node drops the kept value before the store is called, and again when the
 * store has answered and before the caller learns of it: a read that the store has served in between may have returned
 * the old value.
 */
public final class NearCacheStore extends ForwardingCacheStore {
    /** The approximate memory of a value besides its bytes. */
    private static final int OVERHEAD = 400;

    /** The memory of the objects that are made of a value, for each byte of its JSON. */
    private static final int OPENED = 2;

    /** @param clears the count of the changes of the whole cache before the value was read */
    private record Kept(NearValue value, long end, Watch watch, int clears) {}

    private final LongSupplier nanos;
    private final Telemetry telemetry;
    private final Cache<CacheEntry.Cached, Kept> values;
    private final ChangeCounts changes = new ChangeCounts();

    /**
     * @param maximum the maximum size of all values, in bytes, overheads included
     * @param nanos {@link System#nanoTime}, or a clock that runs as fast
     * @param telemetry hears of each value that is kept or dropped
     */
    public NearCacheStore(CacheStore store, long maximum, LongSupplier nanos, Telemetry telemetry) {
        super(store);
        this.nanos = nanos;
        this.telemetry = telemetry;
        this.values = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(maximum)
                .weigher((CacheEntry.Cached entry, Kept kept) -> (int) Math.min(
                        Integer.MAX_VALUE,
                        OVERHEAD
                                + kept.value().bytes().length
                                + OPENED * kept.value().openedLength()))
                .removalListener((CacheEntry.@Nullable Cached entry, @Nullable Kept kept, RemovalCause cause) -> {
                    // values are held strongly: both are there
                    if (entry != null && kept != null) {
                        telemetry.cacheValueDropped(
                                entry.cacheName(), kept.value().bytes().length, cause == RemovalCause.SIZE);
                    }
                })
                .build();
    }

    /** Drops the value of an entry that was changed elsewhere. */
    public void changed(CacheEntry.Cached entry) {
        changes.changed(entry);
        values.invalidate(entry);
    }

    private void changed(Collection<? extends CacheEntry> entries) {
        for (CacheEntry entry : entries) {
            changed(entry);
        }
    }

    private void changed(CacheEntry entry) {
        if (entry instanceof CacheEntry.Cached cached) {
            changed(cached);
        }
    }

    @Override
    public @Nullable NearValue near(CacheEntry entry) {
        if (!(entry instanceof CacheEntry.Cached cached)) {
            return null;
        }
        Kept kept = values.getIfPresent(cached);
        if (kept == null) {
            return null;
        }
        long now = nanos.getAsLong();
        if (hasEnded(cached, kept, now)) {
            values.asMap().remove(cached, kept);
            return null;
        }
        return kept.watch().isCurrent(now) ? kept.value() : null;
    }

    private boolean hasEnded(CacheEntry.Cached entry, Kept kept, long now) {
        return now - kept.end() >= 0 || kept.watch().hasEnded() || kept.clears() != changes.ofAll(entry.cacheName());
    }

    /**
     * Removes the values that are no longer served: those of a cleared cache, of a lost connection, and expired ones. A
     * read removes only its own, and checks its end itself: timers of the cache would cost each hit more than the look-up.
     * To be called periodically.
     */
    public void removeEnded() {
        long now = nanos.getAsLong();
        values.asMap().forEach((entry, kept) -> {
            if (hasEnded(entry, kept, now)) {
                values.asMap().remove(entry, kept);
            }
        });
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        if (localTtl.isZero() || !(entry instanceof CacheEntry.Cached cached)) {
            return super.readOrLease(entry, token, lease, localTtl);
        }
        Consumer<Lookup> keeping = keeping(cached, localTtl);
        return super.readOrLease(cached, token, lease, localTtl).thenApply(found -> {
            keeping.accept(found);
            return found;
        });
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        if (localTtl.isZero()) {
            return super.readOrLeaseAll(wanted, lease, localTtl);
        }
        List<Consumer<Lookup>> keeping = wanted.stream()
                .map(each -> each.entry() instanceof CacheEntry.Cached cached
                        ? keeping(cached, localTtl)
                        : (Consumer<Lookup>) found -> {})
                .toList();
        return super.readOrLeaseAll(wanted, lease, localTtl).thenApply(found -> {
            for (int i = 0; i < found.size(); i++) {
                keeping.get(i).accept(found.get(i));
            }
            return found;
        });
    }

    /** Keeps the value that a look-up which begins now will find. */
    private Consumer<Lookup> keeping(CacheEntry.Cached entry, Duration localTtl) {
        long before = changes.of(entry);
        int clears = changes.ofAll(entry.cacheName());
        long begin = nanos.getAsLong();
        return found -> {
            if (found instanceof Lookup.Hit hit && hit.keeping() != null) {
                Duration left = hit.keeping().atMost();
                Duration life = left.compareTo(localTtl) < 0 ? left : localTtl;
                Kept kept = new Kept(
                        new NearValue(hit.value(), begin + left.toNanos(), () -> weighAgain(entry)),
                        begin + life.toNanos(),
                        hit.keeping().watch(),
                        clears);
                keep(entry, kept, before);
            }
        };
    }

    /**
     * A concurrent change first counts itself and then removes the value, which waits for this: so the change is either
     * noticed here, or it removes the new value.
     */
    private void keep(CacheEntry.Cached entry, Kept read, long changesBefore) {
        if (changes.of(entry) == changesBefore) {
            values.asMap().compute(entry, (same, other) -> {
                if (changes.of(entry) != changesBefore) {
                    return other;
                }
                telemetry.cacheValueKept(entry.cacheName(), read.value().bytes().length);
                return read;
            });
        }
    }

    private void weighAgain(CacheEntry.Cached entry) {
        values.asMap().computeIfPresent(entry, (same, kept) -> kept);
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        changed(entry);
        return Answers.whenAnswered(super.write(entry, token, value, lifetime, tags), () -> changed(entry));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        changed(entry);
        return Answers.whenAnswered(super.remove(entry, token), () -> changed(entry));
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        changed(entry);
        return Answers.whenAnswered(super.put(entry, value, lifetime, tags), () -> changed(entry));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        changed(entries);
        return Answers.whenAnswered(super.invalidate(entries), () -> changed(entries));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        changes.allChanged(cacheName);
        return Answers.whenAnswered(super.clear(cacheName), () -> changes.allChanged(cacheName));
    }

    /** Drops all values of the cache: which of them have the tags is known only to the store. */
    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        changes.allChanged(cacheName);
        return Answers.whenAnswered(super.invalidateTags(cacheName, tags), () -> changes.allChanged(cacheName));
    }
}
