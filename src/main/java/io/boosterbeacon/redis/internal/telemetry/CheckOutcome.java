package io.boosterbeacon.redis.internal.telemetry;

/** What a check of a token has found out. */
public enum CheckOutcome {
    /** The token is not revoked. */
    GOOD,
    REVOKED,
    /** The store did not answer, or has lost revocations: the failure policy decides. */
    UNKNOWN
}
