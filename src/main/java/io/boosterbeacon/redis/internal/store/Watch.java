package io.boosterbeacon.redis.internal.store;

/**
 * Tells whether this node still hears of the changes of a value that it has read, so that the value can be served again
 * without the store. Thread-safe; both methods only read fields.
 */
public interface Watch {
    /**
     * Whether every change that the store has made up to a second ago is known here, except for changes that were
     * reported for single entries ({@link CacheStore#onChange}).
     *
     * @param now the time by {@link System#nanoTime}
     */
    boolean isCurrent(long now);

    /** Whether changes may have been missed: values that were read under this watch must never be served again. */
    boolean hasEnded();
}
