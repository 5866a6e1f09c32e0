package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * How caches use the store.
 *
 * @param enabled false: annotated methods run as if they had no cache annotation
 * @param timeout the deadline of each look-up
 * @param writeTimeout the deadline of each write and each invalidation
 * @param lease for how long a loading node that has died keeps others from loading
 * @param loadWait how long a caller waits for somebody else's load before it loads by itself
 */
public record CacheSettings(
        boolean enabled, Duration timeout, Duration writeTimeout, Duration lease, Duration loadWait) {
    static CacheSettings read(Values values) {
        // in force before there are settings; a mistake is told with all others
        int unused = InterceptorPriority.read(values);
        return new CacheSettings(
                values.flag(ConfigKeys.CACHE_ENABLED, true),
                values.duration(
                        ConfigKeys.CACHE_TIMEOUT, Duration.ofMillis(250), Duration.ofMillis(1), Duration.ofMinutes(1)),
                values.duration(
                        ConfigKeys.CACHE_WRITE_TIMEOUT,
                        Duration.ofMillis(250),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)),
                values.duration(
                        ConfigKeys.CACHE_LEASE, Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofMinutes(10)),
                values.duration(
                        ConfigKeys.CACHE_LOAD_WAIT, Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10)));
    }
}
