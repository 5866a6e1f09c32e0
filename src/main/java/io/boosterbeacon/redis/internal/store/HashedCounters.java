package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** A fixed number of counters that are shared by any number of keys, each by those of the same hash. Thread-safe. */
public final class HashedCounters {
    private final AtomicIntegerArray counters;

    /** @param size the number of counters, a power of two */
    public HashedCounters(int size) {
        counters = new AtomicIntegerArray(size);
    }

    public int get(Object key) {
        return counters.get(index(key));
    }

    public void increment(Object key) {
        counters.incrementAndGet(index(key));
    }

    private int index(Object key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (counters.length() - 1);
    }
}
