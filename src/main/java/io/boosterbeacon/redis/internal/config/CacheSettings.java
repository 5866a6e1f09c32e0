package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * The settings of caches.
 *
 * @param enabled false if annotated methods run as if they had no cache annotation
 * @param timeout the deadline of each look-up
 * @param writeTimeout the deadline of each write and each invalidation
 * @param lease how long a load blocks other nodes if the loading node has died
 * @param loadWait how long a caller waits for a load of another caller before it loads itself
 * @param values how values are stored
 * @param localMaxSize the maximum memory of all values that this node keeps, in bytes
 * @param honorNoCache whether requests with {@code Cache-Control: no-cache} read fresh values
 */
public record CacheSettings(
        boolean enabled,
        Duration timeout,
        Duration writeTimeout,
        Duration lease,
        Duration loadWait,
        CacheValueSettings values,
        long localMaxSize,
        boolean honorNoCache) {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long TIB = 1L << 40;

    /** With the default size of what a node keeps; no request reads fresh values. */
    public CacheSettings(
            boolean enabled,
            Duration timeout,
            Duration writeTimeout,
            Duration lease,
            Duration loadWait,
            CacheValueSettings values) {
        this(enabled, timeout, writeTimeout, lease, loadWait, values, 64 * MIB, false);
    }

    static CacheSettings read(Values values) {
        // read again when the interceptors are ordered; here a mistake is reported with all others
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
                        ConfigKeys.CACHE_LEASE, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMinutes(10)),
                values.duration(
                        ConfigKeys.CACHE_LOAD_WAIT, Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10)),
                CacheValueSettings.read(values),
                values.size(ConfigKeys.CACHE_LOCAL_MAX_SIZE, 64 * MIB, 64 * KIB, TIB),
                values.flag(ConfigKeys.CACHE_HONOR_NO_CACHE, false));
    }
}
