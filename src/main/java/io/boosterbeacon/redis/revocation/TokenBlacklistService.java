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
 * has lost it; for that a node has room for 100,000 verified tokens, of which one user takes a hundred and shares a smaller room
 * beyond that, for as many unverified ones, and for as many users. Where a room is full, the least used are evicted. A store
 * that has lost revocations is recognised: see {@link #acknowledgeLoss}.
 *
 * <p>Clocks may disagree. An entry lives until the store's and the calling node's clock both call its token expired, and a
 * cutoff for now counts from the later of the two (a node's as long as it is at most an hour ahead).
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
     * <p>The entry lives until the token's {@code exp}, or for {@code beacon.revocation.max-token-lifetime} if that is
     * sooner or the {@code exp} cannot be read, plus {@code beacon.revocation.clock-skew}. A token that lives longer is
     * good again afterwards: set {@code max-token-lifetime} to the longest lifetime that there is.
     *
     * <p>Anybody can make up such texts. A node therefore revokes at most 1,000 a second, 10,000 at once, and the store holds at
     * most {@code beacon.revocation.max-unverified-tokens} of them, apart from verified ones. Beyond that the call fails, and the
     * token is not revoked: pass verified tokens, or let only trusted callers get here.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @param reason why, for the operator, or null
     * @return what was done. {@link Revocation.Outcome#ALREADY_EXPIRED}: nothing, for by its own {@code exp} the text is expired
     *     for the store's and this node's clock
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    Revocation revokeToken(String jwt, @Nullable String reason);

    /**
     * Revokes a verified token, by its text and, if it has a {@code jti}, by issuer and {@code jti}. A token that was verified is
     * in use: it is stored whatever its {@code exp} and the clocks say, never {@link Revocation.Outcome#ALREADY_EXPIRED}.
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
     * @return what was done. {@link Revocation.Outcome#ALREADY_EXPIRED}: nothing, for the moment has passed by the store's and by
     *     this node's clock
     */
    Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason);

    /**
     * Revokes every token of a verified token's user, this one included, as
     * {@link #revokeAllUserTokens(JsonWebToken, String, RevokeOptions)} without restrictions.
     *
     * @param verified the caller principal that the server verified
     * @param reason why, for the operator, or null
     * @return what was done
     * @throws IllegalArgumentException if the token is empty or names no user
     */
    default Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason) {
        return revokeAllUserTokens(verified, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued to a verified token's user until now: the logout everywhere of a user by itself. The
     * user is the token's {@code iss} and {@code sub}, which no other user can have; without a {@code sub} the first of
     * {@code beacon.revocation.user-claims} that the token has.
     *
     * <p>Tokens with {@code iat} (or, unless {@code beacon.revocation.auth-time=false}, {@code auth_time}) up to the current
     * second are refused, later ones are not; a token with an {@code iat_ms} claim is compared by the millisecond. "Now" is the
     * latest of the store's clock, this node's, and the token's {@code iat}; other tokens of an issuer whose clock is ahead of all
     * three survive by as much; the token that is passed is refused in any case, unless the options spare it. A token without
     * {@code iat}, or with one further ahead than tokens live, is refused. A later call moves the cutoff forward; it never moves
     * back. The cutoff is kept for {@code beacon.revocation.max-token-lifetime} plus {@code beacon.revocation.clock-skew}.
     *
     * @param verified the caller principal that the server verified
     * @param reason why, for the operator, or null
     * @param options which tokens, of which issue time
     * @return what was done
     * @throws IllegalArgumentException if the token is empty or names no user
     */
    Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason, RevokeOptions options);

    /**
     * Revokes every token of the user that a claim names, as
     * {@link #revokeAllUserTokens(String, String, String, RevokeOptions)} without restrictions.
     *
     * @param claim one of {@code beacon.revocation.user-claims}
     * @param value the claim's value in the user's tokens
     * @param reason why, for the operator, or null
     * @return what was done
     */
    default Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason) {
        return revokeAllUserTokens(claim, value, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now and has this value in this claim, whoever issued it: what an administrator
     * does to a user. Choose a claim that users cannot choose, {@code sub} as a rule. Otherwise as
     * {@link #revokeAllUserTokens(JsonWebToken, String, RevokeOptions)}.
     *
     * @param claim one of {@code beacon.revocation.user-claims}
     * @param value the claim's value in the user's tokens
     * @param reason why, for the operator, or null
     * @param options which tokens, of which issue time
     * @return what was done
     * @throws IllegalArgumentException if the claim is not one of {@code beacon.revocation.user-claims}: no check looks at it
     */
    Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason, RevokeOptions options);

    /**
     * Revokes every token of whoever has this name, as {@link #revokeAllUserTokens(String, String, RevokeOptions)} without
     * restrictions.
     *
     * @param userId the user as the tokens name it in any of {@code beacon.revocation.user-claims}
     * @param reason why, for the operator, or null
     * @return what was done
     */
    default Revocation revokeAllUserTokens(String userId, @Nullable String reason) {
        return revokeAllUserTokens(userId, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now and has this name in <em>any</em> of
     * {@code beacon.revocation.user-claims}. Where users choose the name in one of them, one user can be named as another is in
     * another claim, and logs that one out: never pass {@code token.getName()}, but the token. With a single claim configured this
     * is {@link #revokeAllUserTokens(String, String, String, RevokeOptions)} for that claim; with several a warning is
     * logged once.
     *
     * @param userId the user as the tokens name it in any of {@code beacon.revocation.user-claims}
     * @param reason why, for the operator, or null
     * @param options which tokens, of which issue time
     * @return what was done
     */
    Revocation revokeAllUserTokens(String userId, @Nullable String reason, RevokeOptions options);

    /**
     * Tells whether exactly this token was revoked as text. Cutoffs and ids are not looked at: the claims of an unverified
     * token prove nothing. Waits for the store up to {@code redis.command.timeout}, and throws if it does not answer, whatever
     * {@code beacon.revocation.on-store-failure} says, or has lost revocations since the token's {@code iat}: to check a caller,
     * pass the verified token.
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

    /**
     * Says that the loss of revocations that nodes have noticed is no danger: nothing was revoked, or it was revoked anew. Nodes
     * notice when Redis was emptied, has failed over to a replica that lacked some, or was restored from a backup
     * ({@code RevocationsLost}, and {@code revocationsLostAt} in the readiness check). From then on tokens that were issued
     * before follow {@code beacon.revocation.on-store-failure}, as if Redis did not answer for them, until they expire, for
     * {@code beacon.revocation.max-token-lifetime} at most; after this call all nodes believe the store again. Does nothing if
     * nothing was lost. One round trip.
     */
    void acknowledgeLoss();
}
