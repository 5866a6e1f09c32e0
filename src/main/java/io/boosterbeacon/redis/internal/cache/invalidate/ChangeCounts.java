package io.boosterbeacon.redis.internal.cache.invalidate;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the changes of entries that this node has made, so that whoever began before one can tell. Bounded: few entries share
 * a counter with another one, and are at worst taken for changed. Thread-safe.
 */
public final class ChangeCounts {
    private static final int ENTRIES = 1 << 14;
    private static final int CACHES = 1 << 8;

    private final AtomicIntegerArray entries = new AtomicIntegerArray(ENTRIES);
    private final AtomicIntegerArray caches = new AtomicIntegerArray(CACHES);

    /** Differs from what it was if the entry, or its whole cache, has been changed since. */
    public long of(CacheEntry entry) {
        long whole = entry instanceof CacheEntry.Cached cached ? caches.get(slot(cached.cacheName(), CACHES)) : 0;
        return whole << Integer.SIZE | Integer.toUnsignedLong(entries.get(slot(entry, ENTRIES)));
    }

    void changed(CacheEntry entry) {
        entries.incrementAndGet(slot(entry, ENTRIES));
    }

    void allChanged(String cacheName) {
        caches.incrementAndGet(slot(cacheName, CACHES));
    }

    private static int slot(Object key, int slots) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (slots - 1);
    }
}
