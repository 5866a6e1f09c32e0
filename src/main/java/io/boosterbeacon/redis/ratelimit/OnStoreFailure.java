package io.boosterbeacon.redis.ratelimit;

/** The decision of a {@link RateLimit} while the store does not answer. */
public enum OnStoreFailure {
    /** Admits every request. */
    OPEN,
    /** Denies every request: with 503 and {@code Retry-After} on JAX-RS, with a {@code RedisException} elsewhere. */
    CLOSED,
    /**
     * Counts in this JVM with the same limit, starting from the last count that the store returned to this node. Each
     * node admits requests up to the limit on its own. A reset on another node is not known here. Of the calls that run,
     * only those count which this JVM has admitted during the failure.
     */
    LOCAL
}
