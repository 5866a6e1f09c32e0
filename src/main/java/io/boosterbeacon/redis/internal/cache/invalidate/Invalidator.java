package io.boosterbeacon.redis.internal.cache.invalidate;

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
    private final StaleValues stale;

    public Invalidator(CacheStore store, StoreGuard guard, PendingInvalidations pending, StaleValues stale) {
        this.store = store;
        this.guard = guard;
        this.pending = pending;
        this.stale = stale;
    }

    /** Removes an entry. */
    public CompletionStage<Void> invalidate(CacheEntry.Cached entry) {
        pending.changes().changed(entry);
        stale.forget(entry);
        return orLater(() -> store.invalidate(List.of(entry)), () -> pending.add(List.of(entry)));
    }

    /** Removes all entries of a cache. */
    public CompletionStage<Void> clear(String cacheName) {
        pending.changes().allChanged(cacheName);
        stale.forgetAll(cacheName);
        return orLater(() -> store.clear(cacheName), () -> pending.addAll(cacheName));
    }

    /** Stores a value in place of what was there. */
    public CompletionStage<Void> put(CacheEntry.Cached entry, byte[] value, Duration ttl) {
        pending.changes().changed(entry);
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
        pending.changes().changed(entry);
        stale.forget(entry);
    }

    private CompletionStage<Void> orLater(Supplier<CompletionStage<Void>> change, Runnable missed) {
        return guard.call(change).exceptionally(failure -> {
            missed.run();
            return null;
        });
    }
}
