package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the changes of entries by this node, so that an operation can detect a change since its beginning. The number
 * of counters is fixed: entries that share a counter may look changed although they are not, but a change is never
 * missed. Thread-safe.
 */
public final class ChangeCounts {
    private static final int ENTRIES = 1 << 14;
    private static final int CACHES = 1 << 8;

    private final AtomicIntegerArray entries = new AtomicIntegerArray(ENTRIES);
    private final AtomicIntegerArray caches = new AtomicIntegerArray(CACHES);

    /**
     * The count of an entry. It differs from an earlier one if the entry or its whole cache has been changed in
     * between.
     */
    public long of(CacheEntry entry) {
        long whole = entry instanceof CacheEntry.Cached cached ? caches.get(slot(cached.cacheName(), CACHES)) : 0;
        return whole << Integer.SIZE | Integer.toUnsignedLong(entries.get(slot(entry, ENTRIES)));
    }

    /** Counts a change of one entry. */
    public void changed(CacheEntry entry) {
        entries.incrementAndGet(slot(entry, ENTRIES));
    }

    /** Counts a change of all entries of a cache. */
    public void allChanged(String cacheName) {
        caches.incrementAndGet(slot(cacheName, CACHES));
    }

    private static int slot(Object key, int slots) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (slots - 1);
    }
}
