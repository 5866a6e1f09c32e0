package io.boosterbeacon.redis.cache;

import jakarta.enterprise.util.TypeLiteral;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
     * Removes all entries that have one of the tags, of all caches of the application whose values have tags, as
     * {@link CacheInvalidate#tags()} without a name does. It happens after the commit of the caller's transaction if
     * there is one. All caches are changed at the same time, and the time does not depend on the number of entries. Where
     * no cache has tags, this does nothing.
     *
     * @param tags the tags, as they are after the placeholders of their templates have been replaced: {@code "owner:5"}
     * @throws IllegalArgumentException if a tag is blank; then nothing is removed
     * @see Cache#invalidateTags for one cache
     */
    void invalidateTags(String... tags);

    /**
     * The same as {@link #invalidateTags} without waiting.
     *
     * @param tags the tags
     * @return a stage with null, which completes on a thread of the store's client. In a transaction it completes at
     *     once, and the entries are removed after the commit
     * @throws IllegalArgumentException if a tag is blank
     */
    CompletionStage<@Nullable Void> invalidateTagsAsync(String... tags);

    /**
     * Returns what this node has counted since its start. It counts if the application injects {@code Caches}, a
     * {@link Cache} or an {@link AsyncCache}.
     *
     * @return the statistics by the name of the cache, sorted; all caches that are declared, and those that were used
     */
    Map<String, CacheStatistics> statistics();
}
