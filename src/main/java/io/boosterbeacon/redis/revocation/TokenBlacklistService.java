package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Revokes JSON Web Tokens, at once and on every node.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. Once a revoking call has returned, no node that
 * reaches the store accepts the token. Each call is one round trip. Revoking calls and queries throw
 * {@code RedisException} if the store fails; what the JAX-RS filter does then is
 * {@code beacon.revocation.on-store-failure}. A revocation that a node has made or seen counts on that node even if the store
 * has lost it; for that a node has room for 100,000 tokens and as many users, beyond that it forgets those least asked for.
 *
 * <p>A token is known by the SHA-256 of its signed text ({@code header.payload}, RFC 7515 §5.1), so that re-encoding its
 * signature does not evade a revocation; a verified token with a {@code jti} also by issuer and {@code jti}. Tokens, users
 * and claims are stored as hashes only. Reasons (at most 256 characters) go into the event and, on Redis, stand with the
 * entry for the operator: do not put personal data into one.
 */
public interface TokenBlacklistService {
    /**
     * Revokes the token, as {@link #revokeToken(String, String)} without a reason.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @return what was done
     */
    default Revocation revokeToken(String jwt) {
        return revokeToken(jwt, null);
    }

    /**
     * Revokes exactly this token. Safe on an unverified token: only this text is marked, nothing named by its claims.
     *
     * <p>The entry lives until the token's {@code exp} plus {@code beacon.revocation.clock-skew}; a token whose {@code exp}
     * cannot be read is kept for {@code beacon.revocation.max-token-lifetime}.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @param reason why, for the operator, or null
     * @return what was done; {@link Revocation.Outcome#ALREADY_EXPIRED} if there was nothing to do
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    Revocation revokeToken(String jwt, @Nullable String reason);

    /**
     * Revokes a verified token, by its text and, if it has a {@code jti}, by issuer and {@code jti}.
     *
     * @param verified the caller principal that the server verified
     * @param reason why, for the operator, or null
     * @return what was done
     * @throws IllegalArgumentException if the token is empty (no JWT in the request)
     */
    Revocation revokeToken(JsonWebToken verified, @Nullable String reason);

    /**
     * Revokes the token with this issuer and id. The caller vouches for them: do not pass claims of an unverified token.
     *
     * @param issuer the {@code iss} claim
     * @param tokenId the {@code jti} claim
     * @param expiresAt the {@code exp} claim
     * @param reason why, for the operator, or null
     * @return what was done
     */
    Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason);

    /**
     * Revokes every token that was issued to a user until now.
     *
     * <p>Tokens with {@code iat} (or {@code auth_time}) up to the current second are refused, later ones are not; a token
     * with an {@code iat_ms} claim is compared by the millisecond. The cutoff is taken from the store's clock: tokens of an
     * issuer whose clock runs ahead of it survive by as much. A token without {@code iat} is refused. A later call
     * moves the cutoff forward; it never moves back. The cutoff is kept for
     * {@code beacon.revocation.max-token-lifetime} plus {@code beacon.revocation.clock-skew}.
     *
     * @param userId the user as the tokens name it in one of {@code beacon.revocation.user-claims}
     * @param reason why, for the operator, or null
     * @return what was done
     */
    Revocation revokeAllUserTokens(String userId, @Nullable String reason);

    /**
     * Tells whether exactly this token was revoked as text. Cutoffs and ids are not looked at: the claims of an unverified
     * token prove nothing. Waits for the store up to {@code redis.command.timeout}, and throws if it does not answer, whatever
     * {@code beacon.revocation.on-store-failure} says: to check a caller, pass the verified token.
     *
     * @param jwt a JWT in compact form
     * @return true if it was revoked
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    boolean isTokenRevoked(String jwt);

    /**
     * Tells whether a verified token was revoked in any way: by text, by id, or by a cutoff of its user. While the store does
     * not answer, {@code beacon.revocation.on-store-failure=bounded} has a token that it called good a short while ago pass for
     * that. A token that this node knows to be revoked is told in any case; for all others, also with {@code open}, the call
     * throws. Waits up to {@code beacon.revocation.timeout}.
     *
     * @param verified the caller principal that the server verified
     * @return true if it was revoked
     */
    boolean isTokenRevoked(JsonWebToken verified);

    /**
     * Counts what is revoked now.
     *
     * @return the counts, without what has expired
     */
    BlacklistStats getBlacklistStats();
}
