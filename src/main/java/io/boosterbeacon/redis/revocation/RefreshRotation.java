package io.boosterbeacon.redis.revocation;

import java.util.Optional;

/**
 * What has become of a refresh token that was presented.
 *
 * @param outcome what it is
 * @param successor the token that replaces it; present if the outcome is {@link Outcome#ROTATED} or
 *     {@link Outcome#REPEATED}. If it is empty, refuse the request ({@code invalid_grant}, RFC 6749 §5.2)
 * @param family the hash of its family; empty if the text is no refresh token. Also present if the family is unknown
 * @param session the receipt for the session of the family, if this call has revoked it
 */
public record RefreshRotation(
        Outcome outcome, Optional<RefreshToken> successor, Optional<String> family, Optional<Revocation> session) {
    /** What a refresh token is that was presented. */
    public enum Outcome {
        /** The current token of its family. From now on, its successor is. */
        ROTATED,
        /**
         * A token that was rotated no longer than {@code beacon.revocation.refresh-grace} ago, whose successor was not yet
         * rotated: a double click, or a client that has not got the response. The successor is the same as before.
         */
        REPEATED,
        /**
         * A spent token: somebody has stolen this one or its successor (RFC 9700 §4.14.2). This call has revoked the
         * family and its session.
         */
        REUSED,
        /**
         * The family was revoked before, or the login that it descends from: its session, its user, its client or
         * another group.
         */
        REVOKED,
        /**
         * The family is bound to another client ({@link RefreshOptions#client}). The token was not replaced: its own client
         * can still present it. It has reached somebody whom it was not issued to, perhaps because of a leak; the event
         * {@code RefreshTokenOfOtherClient} says so. To end the family, call {@link RefreshTokens#revokeFamily}.
         */
        WRONG_CLIENT,
        /** The token was not rotated in time, or the family has reached the end of its lifetime. */
        EXPIRED,
        /** The text is no refresh token, or the store does not know its family, or not any more. */
        UNKNOWN
    }
}
