package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Writes and removes entries on behalf of annotated methods. No stage fails: what the store misses is made up for later. */
public final class Invalidator {
    private final CacheStore store;
    private final StoreGuard guard;
    private final PendingInvalidations pending;
    private final ReadThrough readThrough;
    private final StaleValues stale;

    public Invalidator(
            CacheStore store,
            StoreGuard guard,
            PendingInvalidations pending,
            ReadThrough readThrough,
            StaleValues stale) {
        this.store = store;
        this.guard = guard;
        this.pending = pending;
        this.readThrough = readThrough;
        this.stale = stale;
    }

    /** Removes an entry. */
    CompletionStage<Void> invalidate(CacheEntry.Cached entry) {
        readThrough.forget(entry);
        stale.forget(entry);
        return orLater(() -> store.invalidate(List.of(entry)), () -> pending.add(List.of(entry)));
    }

    /** Removes all entries of a cache. */
    CompletionStage<Void> clear(String cacheName) {
        readThrough.forgetAll(cacheName);
        stale.forgetAll(cacheName);
        return orLater(() -> store.clear(cacheName), () -> pending.addAll(cacheName));
    }

    /** Stores a value in place of what was there. */
    CompletionStage<Void> put(CacheEntry.Cached entry, byte[] value, Duration ttl) {
        readThrough.forget(entry);
        stale.forget(entry);
        CompletableFuture<Void> end = new CompletableFuture<>();
        return orLater(() -> store.put(entry, value, ttl).whenComplete((done, failure) -> end.complete(null)), () -> {
            pending.add(List.of(entry));
            CompletableFuture<Void> unused = end.thenRun(() -> distrust(entry));
        });
    }

    /** A put that ends after its deadline may have come after what made up for it, and after newer changes. */
    private void distrust(CacheEntry.Cached entry) {
        // pending first: who begins to look later waits for it, and what others have seen until now is not kept
        pending.add(List.of(entry));
        readThrough.forget(entry);
        stale.forget(entry);
    }

    private CompletionStage<Void> orLater(Supplier<CompletionStage<Void>> change, Runnable missed) {
        return guard.call(change).exceptionally(failure -> {
            missed.run();
            return null;
        });
    }
}
