package io.boosterbeacon.redis.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous operations of a {@link Cache}. Injected with {@link CacheName}, or found by {@link Cache#async()}.
 *
 * <p>Stages complete on threads of the store's client: use the {@code …Async} methods of the stage with your own
 * executor for anything that blocks. Loaders may be called on such a thread, too. A stage fails only with the failure
 * of a loader. A key that is not accepted throws an {@link IllegalArgumentException} at once. The transaction of the
 * calling thread counts. Safe for use by many threads.
 *
 * @param <V> the type of the values
 */
public interface AsyncCache<V> {
    /**
     * Returns the name of the cache.
     *
     * @return the name in the application
     */
    String name();

    /**
     * Returns a value if there is one, see {@link Cache#get}.
     *
     * @param key the key
     * @return a stage with the value; empty if there is none
     */
    CompletionStage<Optional<V>> get(Object key);

    /**
     * Returns a value, which is loaded if there is none, see {@link Cache#getOrLoad}.
     *
     * @param key the key
     * @param loader starts the load; null in its stage is stored only with a {@link CacheName#nullTtl()}
     * @return a stage with the value
     */
    CompletionStage<@Nullable V> getOrLoad(
            Object key, Supplier<? extends CompletionStage<? extends @Nullable V>> loader);

    /**
     * Stores a value, see {@link Cache#put}.
     *
     * @param key the key
     * @param value the value
     * @return a stage with null. In a transaction it completes at once, and the value is stored after the commit
     */
    CompletionStage<@Nullable Void> put(Object key, V value);

    /**
     * Removes an entry, see {@link Cache#invalidate}.
     *
     * @param key the key
     * @return a stage with null. In a transaction it completes at once, and the entry is removed after the commit
     */
    CompletionStage<@Nullable Void> invalidate(Object key);

    /**
     * Removes all entries, see {@link Cache#clear}.
     *
     * @return a stage with null. In a transaction it completes at once, and the entries are removed after the commit
     */
    CompletionStage<@Nullable Void> clear();

    /**
     * Removes the entries that have one of the tags, see {@link Cache#invalidateTags}.
     *
     * @param tags the tags
     * @return a stage with null. In a transaction it completes at once, and the entries are removed after the commit
     * @throws IllegalArgumentException if a tag is blank
     * @throws IllegalStateException if no value of the cache has tags, see {@link Cache#invalidateTags}
     */
    CompletionStage<@Nullable Void> invalidateTags(String... tags);

    /**
     * Returns the values that there are, see {@link Cache#getAll}.
     *
     * @param <K> the type of the keys
     * @param keys the keys
     * @return a stage with the values by key
     */
    <K> CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys);

    /**
     * Returns values, of which the missing ones are loaded, see {@link Cache#getOrLoadAll}.
     *
     * @param <K> the type of the keys
     * @param keys the keys
     * @param loader starts the load of the keys that it is given
     * @return a stage with the values by key
     */
    <K> CompletionStage<Map<K, V>> getOrLoadAll(
            Collection<? extends K> keys, Function<? super Set<K>, ? extends CompletionStage<Map<K, V>>> loader);

    /**
     * Stores values, see {@link Cache#putAll}.
     *
     * @param values the values by key
     * @return a stage with null, as for {@link #put}
     */
    CompletionStage<@Nullable Void> putAll(Map<?, ? extends V> values);

    /**
     * Removes entries, see {@link Cache#invalidateAll}.
     *
     * @param keys the keys
     * @return a stage with null, as for {@link #invalidate}
     */
    CompletionStage<@Nullable Void> invalidateAll(Collection<?> keys);
}
