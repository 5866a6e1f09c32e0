package io.boosterbeacon.redis.internal.store;

/**
 * The name of a cache entry.
 *
 * <p>{@link Cached} entries belong to a named cache, which can be cleared as a whole. {@link Plain} entries are keys of
 * {@code RedisService}: the stored bytes are exactly the value.
 */
public sealed interface CacheEntry {
    /**
     * An entry of a named cache.
     *
     * @param cacheName letters, digits, {@code . _ - / $}
     * @param key the hash of the key
     */
    record Cached(String cacheName, String key) implements CacheEntry {}

    /**
     * A key of {@code RedisService}.
     *
     * @param key the key as the user has given it
     */
    record Plain(String key) implements CacheEntry {}
}
