package io.boosterbeacon.redis.internal.config;

/**
 * The name of a cache.
 *
 * @param name its name in the application
 * @param id its name in the store: unique to the application, unless the cache is shared
 */
public record CacheName(String name, String id) {
    /** Whether other applications use the cache, too. */
    public boolean isShared() {
        return id.equals(name);
    }
}
