package io.boosterbeacon.redis.revocation;

import java.time.Instant;

/**
 * The result of a call that revokes.
 *
 * @param scope what was revoked
 * @param id the hash of the token or of the user, as in the store and in events
 * @param outcome whether the call has changed anything
 * @param revokedAt the moment of the revocation, by the store's clock; for a user, the cutoff: tokens issued up to it
 *     are revoked
 * @param expiresAt when the store removes the entry, by its clock
 */
public record Revocation(Scope scope, String id, Outcome outcome, Instant revokedAt, Instant expiresAt) {
    /** What a revocation applies to. */
    public enum Scope {
        /** One token. */
        TOKEN,
        /** All tokens issued to a user until {@code revokedAt}. */
        USER
    }

    /** Whether the call has changed anything. */
    public enum Outcome {
        /** This call has revoked the token or the user's tokens. */
        REVOKED,
        /** An earlier call has revoked the same, at {@code revokedAt}. */
        ALREADY_REVOKED,
        /**
         * The token has expired by the store's clock and by this node's clock, so that servers reject it anyway.
         * Nothing was stored. Never returned for a verified token.
         */
        ALREADY_EXPIRED
    }
}
