package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.TypeLiteral;
import java.util.Map;

/**
 * All caches of the application: those of annotated methods, and those that are injected with {@link CacheName}. A bean
 * in the scope of the application. Safe for use by many threads.
 */
public interface Caches {
    /**
     * Returns a cache, as if it were injected with its name only.
     *
     * @param <V> the type of the values
     * @param name the name
     * @param type the type of the values
     * @return the cache
     * @throws IllegalArgumentException if the name or the type is not accepted, or if the cache holds another type
     */
    <V> Cache<V> get(String name, Class<V> type);

    /**
     * Returns a cache of a generic type, as if it were injected with its name only.
     *
     * @param <V> the type of the values
     * @param name the name
     * @param type the type of the values
     * @return the cache
     * @throws IllegalArgumentException if the name or the type is not accepted, or if the cache holds another type
     */
    <V> Cache<V> get(String name, TypeLiteral<V> type);

    /**
     * Returns what this node has counted since its start. It counts if the application injects {@code Caches}, a
     * {@link Cache} or an {@link AsyncCache}.
     *
     * @return the statistics by the name of the cache, sorted; all caches that are declared, and those that were used
     */
    Map<String, CacheStatistics> statistics();
}
