package io.boosterbeacon.redis.revocation;

/** How a {@link RevocationCheck} finds out whether a token is revoked. From the weakest to the strictest. */
public enum RevocationMode {
    /** As the configuration says. */
    CONFIGURED,
    /** Tokens are not checked. */
    OFF,
    /**
     * By the replica of the revocations that each node keeps. The configuration must provide it; otherwise the
     * deployment fails.
     */
    REPLICA,
    /**
     * By the store, in one round trip, even if the node keeps a replica. While the store answers, this node alone only
     * refuses tokens.
     */
    STRICT
}
