package io.boosterbeacon.redis.internal.store;

/**
 * Counts the changes of entries by this node, so that an operation can detect a change since its beginning. The number
 * of counters is fixed: entries that share a counter may look changed although they are not, but a change is never
 * missed. Thread-safe.
 */
public final class ChangeCounts {
    private final HashedCounters entries = new HashedCounters(1 << 14);
    private final HashedCounters caches = new HashedCounters(1 << 8);

    /**
     * The count of an entry. It differs from an earlier one if the entry or its whole cache has been changed in
     * between.
     */
    public long of(CacheEntry entry) {
        long whole = entry instanceof CacheEntry.Cached cached ? caches.get(cached.cacheName()) : 0;
        return whole << Integer.SIZE | Integer.toUnsignedLong(entries.get(entry));
    }

    /** The count of the changes of all entries of a cache. */
    public int ofAll(String cacheName) {
        return caches.get(cacheName);
    }

    /** Counts a change of one entry. */
    public void changed(CacheEntry entry) {
        entries.increment(entry);
    }

    /** Counts a change of all entries of a cache. */
    public void allChanged(String cacheName) {
        caches.increment(cacheName);
    }
}
