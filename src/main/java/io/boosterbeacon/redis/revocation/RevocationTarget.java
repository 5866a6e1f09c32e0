package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * What is to be revoked or restored. Immutable; created by the static methods. The text of a target
 * ({@code toString()}) contains no value of it, so that it can be logged.
 */
public sealed interface RevocationTarget {
    /**
     * Exactly one token, which need not be verified.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @return the target
     */
    static RevocationTarget token(String jwt) {
        return new Text(jwt);
    }

    /**
     * One verified token.
     *
     * @param verified the caller principal that the server verified
     * @return the target
     */
    static RevocationTarget token(JsonWebToken verified) {
        return new Verified(verified);
    }

    /**
     * The token with an issuer and an id.
     *
     * @param issuer the {@code iss} claim
     * @param tokenId the {@code jti} claim
     * @param expiresAt the {@code exp} claim; not used by restorations
     * @return the target
     */
    static RevocationTarget tokenId(String issuer, String tokenId, Instant expiresAt) {
        return new TokenId(issuer, tokenId, expiresAt);
    }

    /**
     * The session of a verified token.
     *
     * @param verified the caller principal that the server verified; must have a {@code sid} claim
     * @return the target
     */
    static RevocationTarget sessionOf(JsonWebToken verified) {
        return new SessionOf(verified);
    }

    /**
     * A session of an issuer.
     *
     * @param issuer the {@code iss} claim
     * @param sessionId the {@code sid} claim
     * @return the target
     */
    static RevocationTarget session(String issuer, String sessionId) {
        return new Session(issuer, sessionId);
    }

    /**
     * The user of a verified token.
     *
     * @param verified the caller principal that the server verified
     * @return the target
     */
    static RevocationTarget userOf(JsonWebToken verified) {
        return new UserOf(verified);
    }

    /**
     * The user, of any issuer, that a claim names.
     *
     * @param claim one of {@code beacon.revocation.user-claims}
     * @param value the claim's value in the user's tokens
     * @return the target
     */
    static RevocationTarget user(String claim, String value) {
        return new UserClaim(claim, value);
    }

    /**
     * Whoever has a name in any of {@code beacon.revocation.user-claims}; see
     * {@link TokenBlacklistService#revokeAllUserTokens(String, String, RevokeOptions)} for the danger of it.
     *
     * @param userId the name
     * @return the target
     */
    static RevocationTarget userNamed(String userId) {
        return new UserName(userId);
    }

    /**
     * The client that {@code azp} or {@code client_id} names.
     *
     * @param clientId the value of either claim
     * @return the target
     */
    static RevocationTarget client(String clientId) {
        return new Client(clientId);
    }

    /**
     * An issuer.
     *
     * @param issuer the {@code iss} claim
     * @return the target
     */
    static RevocationTarget issuer(String issuer) {
        return new Issuer(issuer);
    }

    /**
     * All tokens with a value in a claim. If the claim is a list, with the value in the list.
     *
     * @param claim one of {@code beacon.revocation.claims}
     * @param value the value
     * @return the target
     */
    static RevocationTarget where(String claim, String value) {
        return new Claim(claim, value);
    }

    /**
     * The target of {@link #token(String)}.
     *
     * @param jwt a JWT in compact form
     */
    record Text(String jwt) implements RevocationTarget {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /**
     * The target of {@link #token(JsonWebToken)}.
     *
     * @param verified a verified token
     */
    record Verified(JsonWebToken verified) implements RevocationTarget {
        @Override
        public String toString() {
            return "a verified token";
        }
    }

    /**
     * The target of {@link #tokenId}.
     *
     * @param issuer the {@code iss} claim
     * @param tokenId the {@code jti} claim
     * @param expiresAt the {@code exp} claim
     */
    record TokenId(String issuer, String tokenId, Instant expiresAt) implements RevocationTarget {
        @Override
        public String toString() {
            return "a token id";
        }
    }

    /**
     * The target of {@link #sessionOf}.
     *
     * @param verified a verified token
     */
    record SessionOf(JsonWebToken verified) implements RevocationTarget {
        @Override
        public String toString() {
            return "the session of a token";
        }
    }

    /**
     * The target of {@link #session}.
     *
     * @param issuer the {@code iss} claim
     * @param sessionId the {@code sid} claim
     */
    record Session(String issuer, String sessionId) implements RevocationTarget {
        @Override
        public String toString() {
            return "a session";
        }
    }

    /**
     * The target of {@link #userOf}.
     *
     * @param verified a verified token
     */
    record UserOf(JsonWebToken verified) implements RevocationTarget {
        @Override
        public String toString() {
            return "the user of a token";
        }
    }

    /**
     * The target of {@link #user}.
     *
     * @param claim the name of the claim
     * @param value the value of the claim
     */
    record UserClaim(String claim, String value) implements RevocationTarget {
        @Override
        public String toString() {
            return "a user";
        }
    }

    /**
     * The target of {@link #userNamed}.
     *
     * @param userId the name
     */
    record UserName(String userId) implements RevocationTarget {
        @Override
        public String toString() {
            return "a user by name";
        }
    }

    /**
     * The target of {@link #client}.
     *
     * @param clientId the value of {@code azp} or {@code client_id}
     */
    record Client(String clientId) implements RevocationTarget {
        @Override
        public String toString() {
            return "a client";
        }
    }

    /**
     * The target of {@link #issuer}.
     *
     * @param issuer the {@code iss} claim
     */
    record Issuer(String issuer) implements RevocationTarget {
        @Override
        public String toString() {
            return "an issuer";
        }
    }

    /**
     * The target of {@link #where}.
     *
     * @param claim the name of the claim
     * @param value the value of the claim
     */
    record Claim(String claim, String value) implements RevocationTarget {
        @Override
        public String toString() {
            return "a claim";
        }
    }
}
