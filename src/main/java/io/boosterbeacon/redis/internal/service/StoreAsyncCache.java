package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.internal.cache.binding.NamedCache;
import io.boosterbeacon.redis.internal.cache.read.BulkRead;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache that does not wait. It is serialized as {@link StoreCache} is. */
public final class StoreAsyncCache<V> implements AsyncCache<V>, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient NamedCache cache;
    private final transient InjectedCaches.@Nullable Reference reference;

    /** @param reference that of the cache that waits; null: it cannot be serialized */
    StoreAsyncCache(NamedCache cache, InjectedCaches.@Nullable Reference reference) {
        this.cache = cache;
        this.reference = reference;
    }

    private Object writeReplace() throws NotSerializableException {
        return StoreCache.reference(cache, reference).of(true);
    }

    @Override
    public String name() {
        return cache.cache().name();
    }

    @Override
    public CompletionStage<Optional<V>> get(Object key) {
        return cache.isRead()
                ? cache.findAsync(key).thenApply(value -> Optional.ofNullable(StoreCache.<V>typed(value)))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<@Nullable V> getOrLoad(
            Object key, Supplier<? extends CompletionStage<? extends @Nullable V>> loader) {
        CompletionStage<?> value = cache.isRead() ? cache.readAsync(key, () -> started(loader)) : started(loader);
        return value.thenApply(StoreCache::<V>typed);
    }

    private static <T> CompletionStage<? extends T> started(Supplier<? extends CompletionStage<? extends T>> loader) {
        try {
            return Objects.requireNonNull(loader.get(), "the stage of the loader");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<@Nullable Void> put(Object key, V value) {
        return putAll(Map.of(key, value));
    }

    @Override
    public CompletionStage<@Nullable Void> invalidate(Object key) {
        return invalidateAll(List.of(key));
    }

    @Override
    public CompletionStage<@Nullable Void> clear() {
        return cache.isChanged() ? cache.clearAsync() : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateTags(String... tags) {
        List<String> all = List.of(tags);
        return cache.isChanged() ? cache.invalidateTagsAsync(all) : CompletableFuture.completedFuture(null);
    }

    @Override
    public <K> CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys) {
        Set<K> distinct = new LinkedHashSet<>(keys);
        return cache.isRead()
                ? cache.bulk(distinct).find().thenApply(values -> StoreCache.present(distinct, values))
                : CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public <K> CompletionStage<Map<K, V>> getOrLoadAll(
            Collection<? extends K> keys, Function<? super Set<K>, ? extends CompletionStage<Map<K, V>>> loader) {
        Set<K> distinct = new LinkedHashSet<>(keys);
        List<K> positions = List.copyOf(distinct);
        BulkRead.AsyncBulkLoader byPosition =
                needed -> StoreAsyncCache.<Map<K, V>>started(() -> loader.apply(StoreCache.keys(positions, needed)))
                        .thenApply(loaded -> StoreCache.byPosition(cache, positions, needed, loaded));
        if (cache.isRead()) {
            return cache.bulk(distinct).readAsync(byPosition).thenApply(values -> StoreCache.present(distinct, values));
        }
        if (distinct.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return StoreAsyncCache.<Map<K, V>>started(() -> loader.apply(Collections.unmodifiableSet(distinct)))
                .thenApply(loaded -> StoreCache.byKey(distinct, loaded));
    }

    @Override
    public CompletionStage<@Nullable Void> putAll(Map<?, ? extends V> values) {
        Map<?, ?> all = StoreCache.present(values);
        return cache.isChanged() ? cache.putAsync(all) : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<@Nullable Void> invalidateAll(Collection<?> keys) {
        List<?> all = List.copyOf(keys);
        return cache.isChanged() ? cache.invalidateAsync(all) : CompletableFuture.completedFuture(null);
    }
}
