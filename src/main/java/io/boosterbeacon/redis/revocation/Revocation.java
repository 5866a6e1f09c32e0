package io.boosterbeacon.redis.revocation;

import java.time.Instant;

/**
 * What a revoking call did.
 *
 * @param scope what was revoked
 * @param id the hash that stands for the token or the user in the store and in events
 * @param outcome whether there was anything to do
 * @param revokedAt since when it is revoked, by the store's clock; of a user up to when issued tokens are refused
 * @param expiresAt until when the store remembers it, by its clock
 */
public record Revocation(Scope scope, String id, Outcome outcome, Instant revokedAt, Instant expiresAt) {
    /** What a revocation applies to. */
    public enum Scope {
        /** One token. */
        TOKEN,
        /** All tokens issued to a user until {@code revokedAt}. */
        USER
    }

    /** Whether there was anything to do. */
    public enum Outcome {
        /** Revoked by this call. */
        REVOKED,
        /** Was revoked before; {@code revokedAt} tells when. */
        ALREADY_REVOKED,
        /**
         * The token has expired, by the store's clock and by this node's, and is refused anyway; nothing was stored. Never for a
         * verified token.
         */
        ALREADY_EXPIRED
    }
}
