package io.boosterbeacon.redis.internal.config;

/**
 * The name of a cache.
 *
 * @param name what the application calls it
 * @param id what the store calls it: different for each application, unless they share it
 */
public record CacheName(String name, String id) {
    /** Whether other applications use it, too. */
    public boolean isShared() {
        return id.equals(name);
    }
}
