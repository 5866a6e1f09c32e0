package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Writes and removes entries on behalf of annotated methods. Never fails: what the store misses is made up for later. */
public final class Invalidator {
    private final CacheStore store;
    private final StoreGuard guard;
    private final PendingInvalidations pending;
    private final ReadThrough readThrough;
    private final Consumer<Object> events;

    public Invalidator(
            CacheStore store,
            StoreGuard guard,
            PendingInvalidations pending,
            ReadThrough readThrough,
            Consumer<Object> events) {
        this.store = store;
        this.guard = guard;
        this.pending = pending;
        this.readThrough = readThrough;
        this.events = events;
    }

    /** Removes an entry because what it was loaded from has changed. */
    void invalidate(CacheEntry.Cached entry) {
        discard(entry);
        events.accept(new CacheInvalidated(entry.cacheName(), false));
    }

    /** Removes an entry that nobody can read. */
    void discard(CacheEntry.Cached entry) {
        readThrough.forget(entry);
        try {
            guard.await(() -> store.invalidate(List.of(entry)));
        } catch (StoreException e) {
            pending.add(List.of(entry));
        }
    }

    void clear(String cacheName) {
        readThrough.forgetAll(cacheName);
        try {
            guard.await(() -> store.clear(cacheName));
        } catch (StoreException e) {
            pending.addAll(cacheName);
        }
        events.accept(new CacheInvalidated(cacheName, true));
    }

    void put(CacheEntry.Cached entry, byte[] value, Duration ttl) {
        readThrough.forget(entry);
        try {
            guard.await(() -> store.put(entry, value, ttl));
        } catch (StoreException e) {
            pending.add(List.of(entry));
        }
    }
}
