package io.boosterbeacon.redis.internal.store.redis.connection;

import java.time.Duration;

/**
 * How to reach Redis.
 *
 * @param uri {@code redis://}, with several hosts for a cluster, or {@code redis-sentinel://}; may hold a password, and is
 *     therefore never printed
 * @param shape how the servers of the URI stand together
 * @param tls for {@code rediss://}
 * @param connectTimeout how long one attempt to connect, and the wait for the first one, may take
 * @param commandTimeout after which a command without an answer fails
 * @param keepAlive idle time after which TCP probes a connection
 * @param poolMin connections opened at the start, at least 1
 * @param poolMax connections opened under load, at least {@code poolMin}
 * @param keyPrefix what every key begins with; no braces, for they would move the hash tag
 * @param trace whether every command is logged
 */
public record RedisOptions(
        String uri,
        Shape shape,
        RedisTls tls,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration keepAlive,
        int poolMin,
        int poolMax,
        String keyPrefix,
        boolean trace) {

    /** How servers stand together. */
    public enum Shape {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    @Override
    public String toString() {
        return "RedisOptions[shape=" + shape + ", connectTimeout=" + connectTimeout + ", commandTimeout="
                + commandTimeout + ", keepAlive=" + keepAlive + ", poolMin=" + poolMin + ", poolMax=" + poolMax
                + ", keyPrefix=" + keyPrefix + "]";
    }
}
