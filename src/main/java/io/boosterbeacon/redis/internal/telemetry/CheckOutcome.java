package io.boosterbeacon.redis.internal.telemetry;

/** The result of checking a token for revocation. */
public enum CheckOutcome {
    /** The token is not revoked. */
    NOT_REVOKED,
    REVOKED,
    /** The store did not answer, or it has lost revocations. The failure policy decides about the request. */
    UNKNOWN
}
