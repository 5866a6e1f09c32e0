package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.internal.cache.binding.NamedCache;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache that waits. Loaders run on the thread of the caller, with its contexts. What is injected can be serialized: a
 * reference is, and finds the cache again.
 */
public final class StoreCache<V> implements Cache<V>, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient NamedCache cache;
    private final transient Supplier<CacheStatistics> statistics;
    private final transient InjectedCaches.@Nullable Reference reference;
    private final transient StoreAsyncCache<V> async;

    /**
     * @param statistics reads the counters of the cache
     * @param reference null: the cache cannot be serialized
     */
    StoreCache(NamedCache cache, Supplier<CacheStatistics> statistics, InjectedCaches.@Nullable Reference reference) {
        this.cache = cache;
        this.statistics = statistics;
        this.reference = reference;
        this.async = new StoreAsyncCache<>(cache, reference);
    }

    private Object writeReplace() throws NotSerializableException {
        return reference(cache, reference);
    }

    static InjectedCaches.Reference reference(NamedCache cache, InjectedCaches.@Nullable Reference reference)
            throws NotSerializableException {
        if (reference == null) {
            throw new NotSerializableException("cache \"" + cache.cache().name()
                    + "\" was found by Caches and cannot be passivated; accepted: a cache that is injected with"
                    + " @CacheName, or a transient field");
        }
        return reference;
    }

    @Override
    public String name() {
        return cache.cache().name();
    }

    @Override
    public Optional<V> get(Object key) {
        return cache.isRead() ? Optional.ofNullable(StoreCache.<V>typed(cache.find(key))) : Optional.empty();
    }

    /** The cache reads and writes values of this very type only. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <V> @Nullable V typed(@Nullable Object value) {
        return (@Nullable V) value;
    }

    @Override
    public @Nullable V getOrLoad(Object key, Callable<? extends @Nullable V> loader) {
        try {
            return StoreCache.<V>typed(cache.isRead() ? cache.read(key, loader::call) : loader.call());
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new CompletionException("the loader of cache \"" + name() + "\" failed", failure);
    }

    @Override
    public void put(Object key, V value) {
        putAll(Map.of(key, value));
    }

    @Override
    public void invalidate(Object key) {
        invalidateAll(List.of(key));
    }

    @Override
    public void clear() {
        if (cache.isChanged()) {
            cache.clear();
        }
    }

    @Override
    public void invalidateTags(String... tags) {
        List<String> all = List.of(tags);
        if (cache.isChanged()) {
            cache.invalidateTags(all);
        }
    }

    @Override
    public <K> Map<K, V> getAll(Collection<? extends K> keys) {
        Set<K> distinct = new LinkedHashSet<>(keys);
        if (!cache.isRead()) {
            return Map.of();
        }
        return present(
                distinct, cache.bulk(distinct).find().toCompletableFuture().join());
    }

    /** The values that are not null, by key. */
    static <K, V> Map<K, V> present(Set<K> keys, List<@Nullable Object> values) {
        Map<K, V> present = new LinkedHashMap<>();
        int position = 0;
        for (K key : keys) {
            V value = StoreCache.<V>typed(values.get(position++));
            if (value != null) {
                present.put(key, value);
            }
        }
        return present;
    }

    @Override
    public <K> Map<K, V> getOrLoadAll(Collection<? extends K> keys, BulkLoader<K, V> loader) {
        Set<K> distinct = new LinkedHashSet<>(keys);
        List<K> positions = List.copyOf(distinct);
        try {
            if (!cache.isRead()) {
                return distinct.isEmpty()
                        ? Map.of()
                        : byKey(distinct, loader.load(Collections.unmodifiableSet(distinct)));
            }
            return present(
                    distinct,
                    cache.bulk(distinct)
                            .read(needed ->
                                    byPosition(cache, positions, needed, loader.load(keys(positions, needed)))));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    static <K, V> Map<K, V> byKey(Set<K> keys, Map<K, V> loaded) {
        List<@Nullable Object> values = new ArrayList<>(keys.size());
        keys.forEach(key -> values.add(loaded.get(key)));
        return present(keys, values);
    }

    /** The keys that a loader is called with. */
    static <K> Set<K> keys(List<K> positions, Set<Integer> needed) {
        Set<K> keys = new LinkedHashSet<>();
        needed.forEach(position -> keys.add(positions.get(position)));
        return Collections.unmodifiableSet(keys);
    }

    /** What a loader has returned, by position. */
    static <K> Map<Integer, @Nullable Object> byPosition(
            NamedCache cache, List<K> positions, Set<Integer> needed, Map<K, ?> loaded) {
        Map<Integer, @Nullable Object> values = new LinkedHashMap<>();
        needed.forEach(position -> {
            Object value = loaded.get(positions.get(position));
            values.put(position, value == null ? cache.nothing() : value);
        });
        return values;
    }

    @Override
    public void putAll(Map<?, ? extends V> values) {
        Map<?, ?> all = present(values);
        if (cache.isChanged()) {
            cache.put(all);
        }
    }

    /** A copy: the caller's map may change meanwhile. */
    static Map<?, ?> present(Map<?, ?> values) {
        Map<Object, Object> all = new LinkedHashMap<>(values);
        all.forEach((key, value) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        });
        return all;
    }

    @Override
    public void invalidateAll(Collection<?> keys) {
        List<?> all = List.copyOf(keys);
        if (cache.isChanged()) {
            cache.invalidate(all);
        }
    }

    @Override
    public CacheStatistics statistics() {
        return statistics.get();
    }

    @Override
    public StoreAsyncCache<V> async() {
        return async;
    }
}
