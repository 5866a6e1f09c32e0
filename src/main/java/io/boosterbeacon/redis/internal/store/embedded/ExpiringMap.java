package io.boosterbeacon.redis.internal.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Immutable values that end by themselves, changed by compare-and-swap. A value that has ended is never seen; its memory is
 * freed by later operations, a few at a time, on the caller's thread.
 */
final class ExpiringMap<K, V extends ExpiringMap.Expiring> {
    private final Cache<K, V> cache;

    /** A map that drops nothing before its time. */
    ExpiringMap(Time time) {
        cache = builder(time).<K, V>build();
    }

    /** A map that makes room when it is full; what weighs 0 stays. */
    ExpiringMap(Time time, long maximumWeight, Weigher<K, V> weigher) {
        this(time, maximumWeight, weigher, (key, value) -> {});
    }

    /** As the other one, and tells what it drops to make room before anybody can miss it. */
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
        return Caffeine.newBuilder().executor(Runnable::run).ticker(time).expireAfter(new AtItsEnd());
    }

    @Nullable
    V get(K key) {
        return cache.getIfPresent(key);
    }

    /** Stores a value and returns the one before it. */
    @Nullable
    V put(K key, V value) {
        return cache.asMap().put(key, value);
    }

    /** Removes a value and returns it. */
    @Nullable
    V remove(K key) {
        return cache.asMap().remove(key);
    }

    /** Stores what the maker returns, if anything, unless there is a value; meanwhile nobody else changes or drops one. */
    void createIfAbsent(K key, Supplier<@Nullable V> maker) {
        V unused = cache.asMap().computeIfAbsent(key, same -> maker.get());
    }

    /** Replaces a value, if it is still the one given; null stands for none. */
    boolean swap(K key, @Nullable V old, @Nullable V next) {
        if (old == null) {
            return next == null || cache.asMap().putIfAbsent(key, next) == null;
        }
        return next == null ? cache.asMap().remove(key, old) : cache.asMap().replace(key, old, next);
    }

    /** A view of what has not ended. */
    Collection<V> values() {
        return cache.asMap().values();
    }

    void clear() {
        cache.invalidateAll();
    }

    /** How many values take memory, those included that have ended. */
    long size() {
        return cache.estimatedSize();
    }

    /** How many values have not ended; frees those that have. */
    long live() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    /** A value that ends by itself. */
    interface Expiring {
        /** When it ends, in milliseconds of the store's {@link Time}. */
        long expiresAt();
    }

    private static final class AtItsEnd implements Expiry<Object, Expiring> {
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
