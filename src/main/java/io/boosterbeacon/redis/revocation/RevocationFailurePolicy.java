package io.boosterbeacon.redis.revocation;

/**
 * The decision of a {@link RevocationCheck} about a token while the store does not answer. A token that this node knows
 * to be revoked is refused by each of them. From the weakest to the strictest.
 */
public enum RevocationFailurePolicy {
    /** As {@code beacon.revocation.on-store-failure} says. */
    CONFIGURED,
    /** Accepts every other token. */
    OPEN,
    /**
     * Accepts a token that a check on this node has found valid within {@code beacon.revocation.max-staleness}, and
     * refuses all others with 503 and {@code Retry-After}.
     */
    BOUNDED,
    /** Refuses every token with 503 and {@code Retry-After}. */
    CLOSED
}
