package io.boosterbeacon.redis.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is called by its name. Injected with {@link CacheName}, or found by {@link Caches}.
 *
 * <p>It holds the same entries as the annotated methods of its name, and keeps the same promises. A key is any value
 * that {@link CacheKey} accepts. The key of a method's entry is the argument that the method's key consists of, of
 * exactly that type; if there are several, or none, it is {@link CacheArguments}. Of a key template the placeholders
 * count, in their order, and of a {@link CacheKeyGenerator} what it returns. A key that no method of the cache can have
 * throws an {@link IllegalArgumentException}.
 *
 * <p>Redis never fails a call: if it does not answer, nothing is found, or a stale value if there may be one; loaders
 * are called and their values are not stored; invalidations are repeated later, before this node reads from Redis
 * again.
 *
 * <p>In a JTA transaction, loaded values are published after its commit, and changes are made after its commit; a
 * rollback stores nothing. Until then, the transaction itself does not read from the cache what it has changed.
 *
 * <p>Safe for use by many threads. After the application has ended, nothing is cached.
 *
 * @param <V> the type of the values; they must not be modified if they are shared, see {@link Cached#localTtl()}
 */
public interface Cache<V> {
    /**
     * Returns the name of the cache.
     *
     * @return the name in the application
     */
    String name();

    /**
     * Returns a value if there is one. A value after its lifetime is not returned, even where stale values are allowed,
     * except if Redis does not answer. A caller that reads fresh values ({@link CacheBypass}) finds nothing. Takes one
     * round trip if there is a value, none if it is near, and three otherwise.
     *
     * @param key the key
     * @return the value; empty if there is none, if it is null, or if another caller is loading it
     * @throws IllegalArgumentException if the key is not accepted
     */
    Optional<V> get(Object key);

    /**
     * Returns a value, which is loaded if there is none. One caller in the cluster loads, on its own thread and with its
     * contexts; the others wait for its value. Takes one round trip if there is a value, and none if it is near.
     *
     * <p>A loader may call the cache for other keys, but not for its own: it would wait for itself.
     *
     * @param key the key
     * @param loader returns the value; null is stored only with a {@link CacheName#nullTtl()}
     * @return the value; null if the loader has returned null
     * @throws IllegalArgumentException if the key is not accepted
     * @throws java.util.concurrent.CompletionException around a checked exception of the loader. Other exceptions are
     *     thrown as they are. Callers that wait for the loader of another one get its exception, too
     */
    @Nullable
    V getOrLoad(Object key, Callable<? extends @Nullable V> loader);

    /**
     * Stores a value in place of what was there. A load in flight for the key does not overwrite it. One round trip.
     *
     * @param key the key
     * @param value the value; an empty {@code Optional} removes the entry, and so does a value that cannot be stored
     * @throws IllegalArgumentException if the key is not accepted
     */
    void put(Object key, V value);

    /**
     * Removes an entry. After the return no node serves an older value from Redis, and no load in flight stores one. One
     * round trip.
     *
     * @param key the key
     * @throws IllegalArgumentException if the key is not accepted
     */
    void invalidate(Object key);

    /** Removes all entries, in the same time whatever their number. */
    void clear();

    /**
     * Removes all entries of this cache that have one of the tags, as {@link CacheInvalidate#tags()} does, and those of
     * which it is not known which tags they have, see {@link CacheName#tags()}. The time does not depend on their
     * number.
     *
     * @param tags the tags, as they are after the placeholders of their templates have been replaced: {@code "owner:5"}
     * @throws IllegalArgumentException if a tag is blank; then nothing is removed
     * @throws IllegalStateException if no declaration of this application gives values of the cache tags, unless the
     *     cache is shared with other applications
     */
    void invalidateTags(String... tags);

    /**
     * Returns the values that there are, as {@link #get} does. All look-ups are sent together.
     *
     * @param <K> the type of the keys
     * @param keys the keys; equal ones count once
     * @return the values by key, in the order of the keys, without those that are absent or null
     * @throws IllegalArgumentException if a key is not accepted
     */
    <K> Map<K, V> getAll(Collection<? extends K> keys);

    /**
     * Returns values, of which the missing ones are loaded. All look-ups are sent together, and the loader is called
     * once for all keys that this caller has to load, each of which has a lease of its own. It is called once more for
     * a key that another caller was loading if that load gives no value.
     *
     * @param <K> the type of the keys
     * @param keys the keys; equal ones count once
     * @param loader returns the values of the keys that it is given. A key that it leaves out has the value null
     * @return the values by key, in the order of the keys, without those that are null
     * @throws IllegalArgumentException if a key is not accepted
     * @throws java.util.concurrent.CompletionException around a checked exception of the loader
     */
    <K> Map<K, V> getOrLoadAll(Collection<? extends K> keys, BulkLoader<K, V> loader);

    /**
     * Stores values, as {@link #put} does. All are sent together.
     *
     * @param values the values by key
     * @throws IllegalArgumentException if a key is not accepted; then nothing is stored
     */
    void putAll(Map<?, ? extends V> values);

    /**
     * Removes entries, as {@link #invalidate} does. All are sent together.
     *
     * @param keys the keys
     * @throws IllegalArgumentException if a key is not accepted; then nothing is removed
     */
    void invalidateAll(Collection<?> keys);

    /**
     * Returns what this node has counted since its start, for all callers of the cache, annotated methods included.
     *
     * @return a snapshot
     */
    CacheStatistics statistics();

    /**
     * Returns the same operations without waiting.
     *
     * @return the asynchronous twin of this cache
     */
    AsyncCache<V> async();

    /**
     * Loads several values at once.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    @FunctionalInterface
    interface BulkLoader<K, V> {
        /**
         * Loads values.
         *
         * @param keys which values to load, in an unmodifiable set in the order of the caller
         * @return the values by key; further keys are ignored
         * @throws Exception if the values cannot be loaded
         */
        Map<K, V> load(Set<K> keys) throws Exception;
    }
}
