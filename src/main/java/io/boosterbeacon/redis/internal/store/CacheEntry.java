package io.boosterbeacon.redis.internal.store;

/**
 * Names an entry of the lease protocol.
 *
 * <p>{@link Cached} entries belong to a cache that can be cleared at once. {@link Plain} ones are the keys of
 * {@code RedisService}: their bytes are exactly the value.
 */
public sealed interface CacheEntry {
    /**
     * An entry of a named cache.
     *
     * @param cacheName letters, digits, {@code . _ - / $}
     * @param key hash of the key
     */
    record Cached(String cacheName, String key) implements CacheEntry {}

    /**
     * A key of {@code RedisService}.
     *
     * @param key the user's own key, as it is
     */
    record Plain(String key) implements CacheEntry {}
}
