package io.boosterbeacon.redis.internal.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A map of immutable values that expire by themselves, changed by compare-and-swap. An expired value is never returned.
 * Its memory is freed by later operations, a few values at a time, on the caller's thread.
 */
final class ExpiringMap<K, V extends ExpiringMap.Expiring> {
    private final Cache<K, V> cache;

    /** Creates a map that evicts nothing before its expiry. */
    ExpiringMap(Time time) {
        cache = builder(time).<K, V>build();
    }

    /**
     * Creates a map of bounded weight. Values of weight 0 are never evicted; there may be only few, because each eviction
     * passes over them.
     */
    ExpiringMap(Time time, long maximumWeight, Weigher<K, V> weigher) {
        this(time, maximumWeight, weigher, (key, value) -> {});
    }

    /**
     * Creates a map of bounded weight that reports an evicted value before another caller can see that it is missing.
     */
    ExpiringMap(Time time, long maximumWeight, Weigher<K, V> weigher, BiConsumer<K, V> dropped) {
        cache = builder(time)
                .maximumWeight(maximumWeight)
                .<K, V>weigher(weigher)
                .evictionListener((@Nullable K key, @Nullable V value, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE && key != null && value != null) {
                        dropped.accept(key, value);
                    }
                })
                .build();
    }

    private static Caffeine<Object, Expiring> builder(Time time) {
        return Caffeine.newBuilder().executor(Runnable::run).ticker(time).expireAfter(new ExpiryOfValue());
    }

    @Nullable
    V get(K key) {
        return cache.getIfPresent(key);
    }

    /** Stores a value and returns the previous one. */
    @Nullable
    V put(K key, V value) {
        return cache.asMap().put(key, value);
    }

    /** Removes a value and returns it. */
    @Nullable
    V remove(K key) {
        return cache.asMap().remove(key);
    }

    /** Replaces a value, which the key is locked for. Null stands for no value. */
    void compute(K key, UnaryOperator<@Nullable V> change) {
        V unused = cache.asMap().compute(key, (same, old) -> change.apply(old));
    }

    /** Replaces a value if it is still the given one. Null stands for no value. */
    boolean swap(K key, @Nullable V old, @Nullable V next) {
        if (old == null) {
            return next == null || cache.asMap().putIfAbsent(key, next) == null;
        }
        return next == null ? cache.asMap().remove(key, old) : cache.asMap().replace(key, old, next);
    }

    /** A view of the values that have not expired. */
    Collection<V> values() {
        return cache.asMap().values();
    }

    void clear() {
        cache.invalidateAll();
    }

    /** The number of values in memory, including expired ones. */
    long size() {
        return cache.estimatedSize();
    }

    /** A value that expires by itself. */
    interface Expiring {
        /** When the value expires, in milliseconds of the store's {@link Time}. */
        long expiresAt();
    }

    private static final class ExpiryOfValue implements Expiry<Object, Expiring> {
        @Override
        public long expireAfterCreate(Object key, Expiring value, long now) {
            return Time.nanos(value.expiresAt()) - now;
        }

        @Override
        public long expireAfterUpdate(Object key, Expiring value, long now, long left) {
            return expireAfterCreate(key, value, now);
        }

        @Override
        public long expireAfterRead(Object key, Expiring value, long now, long left) {
            return left;
        }
    }
}
