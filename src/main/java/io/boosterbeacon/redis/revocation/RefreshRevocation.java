package io.boosterbeacon.redis.revocation;

import java.util.Optional;

/**
 * The receipt of a call that revokes a family of refresh tokens.
 *
 * @param family the hash of the family; empty if the text is no refresh token
 * @param outcome what the call has changed
 * @param session the receipt for its session; empty if it has none, or if it is unknown
 */
public record RefreshRevocation(Optional<String> family, Outcome outcome, Optional<Revocation> session) {
    /** What the call has changed. */
    public enum Outcome {
        /** This call has revoked the family. */
        REVOKED,
        /** It was revoked before, or its session was. */
        ALREADY_REVOKED,
        /** The text is no refresh token, or the store does not know the family, or not any more: its tokens are refused. */
        UNKNOWN
    }
}
