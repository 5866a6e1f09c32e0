package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * Loads the value of one call.
 *
 * @param <T> the value, or its stage
 */
@FunctionalInterface
public interface Loader<T extends @Nullable Object> {
    T call() throws Exception;

    /**
     * Whether a load would still be that of the entry. A load in the background comes after its caller has gone on, and
     * may have modified the arguments.
     */
    default boolean isOf(CacheEntry entry) {
        return true;
    }

    /** Refuses a load that is not that of the entry any more. */
    default void requireOf(CacheEntry entry) {
        if (!isOf(entry)) {
            throw new IllegalStateException(
                    "the arguments of a cached method have been modified while its value was loaded in the background");
        }
    }
}
