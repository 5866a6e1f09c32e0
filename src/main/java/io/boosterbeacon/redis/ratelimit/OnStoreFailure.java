package io.boosterbeacon.redis.ratelimit;

/** What a {@link RateLimit} does while the store does not answer. */
public enum OnStoreFailure {
    /** Admit every request. */
    OPEN,
    /** Admit none: 503 with {@code Retry-After} on JAX-RS, {@code RedisException} elsewhere. */
    CLOSED,
    /**
     * Count in this JVM with the same limit, on from the last count that this node was told; each node admits up to the
     * limit by itself.
     */
    LOCAL
}
