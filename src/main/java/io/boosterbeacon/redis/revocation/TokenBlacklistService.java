package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Revokes JSON Web Tokens, immediately and on every node.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. After a revoking call has returned, no node that
 * reaches the store accepts the token. If nodes check tokens by their replicas ({@code beacon.revocation.mode=replica}), this
 * holds for the node of the caller, and with {@code beacon.revocation.await=nodes} for all; without it, other nodes follow
 * within milliseconds, {@code beacon.revocation.freshness} at most. A call is one round trip, unless it says otherwise. With
 * {@code beacon.revocation.durability}, a revoking call also waits, after its round trip, until others have the
 * revocation: see {@link Revocation.Durability}. Calls throw a {@code RedisException} if the store fails;
 * {@code beacon.revocation.on-store-failure} decides what the JAX-RS filter does then. A node remembers the
 * revocations that it has made or seen, even if the store has lost them: 100,000 verified tokens and sessions, as many
 * unverified tokens, and as many cutoffs. A single user can take a hundred entries for verified tokens and sessions;
 * further ones share a smaller memory. If a memory is full, the least recently used entries are evicted. Nodes detect
 * that the store has lost revocations: see {@link #acknowledgeLoss}.
 *
 * <p>Everything that can be revoked is a {@link RevocationTarget}: {@link #revoke} revokes one with all options,
 * {@link #revokeAll} many, and the other methods are short forms. A token is refused if it or its session is revoked, or
 * if it was issued up to the latest of the cutoffs of its user, client, issuer and claims. A check is one round trip,
 * whatever the number of scopes.
 *
 * <p>Clocks may disagree. An entry is kept until the token has expired by both the store's clock and the calling node's
 * clock. A cutoff for now is the later time of the two clocks; that of the node counts only if it is at most one hour
 * ahead.
 *
 * <p>A token is identified by the SHA-256 hash of its signed text ({@code header.payload}, RFC 7515 §5.1), so that a
 * re-encoded signature does not evade a revocation. A verified token with a {@code jti} is also identified by issuer
 * and {@code jti}. Tokens, users, claims and actors are stored only as hashes. A reason (at most 256 characters) is part
 * of the event, and Redis stores it in the entry for the operator and counts it: do not put personal data into it, and
 * use few different ones.
 */
public interface TokenBlacklistService extends TokenRevoker, TokenRestorer {
    /**
     * Revokes a token without a reason, as {@link #revokeToken(String, String)} does.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @return the result
     */
    default Revocation revokeToken(String jwt) {
        return revokeToken(jwt, null);
    }

    /**
     * Revokes exactly this token. Safe for an unverified token: only the text is revoked, and its claims are not used
     * to identify other tokens.
     *
     * <p>The entry is kept until the token's {@code exp}, or for {@code beacon.revocation.max-token-lifetime} if that
     * is sooner or if the {@code exp} cannot be read, plus {@code beacon.revocation.clock-skew}. A token that lives
     * longer is accepted again afterwards: set {@code max-token-lifetime} to the longest lifetime of any token.
     *
     * <p>An attacker can invent any number of such texts. So a node revokes at most 1,000 of them per second, in bursts
     * of at most 10,000, and the store keeps at most {@code beacon.revocation.max-unverified-tokens} of them, separate
     * from verified tokens. Beyond these limits the call fails, and the token is not revoked: pass verified tokens, or
     * allow only trusted callers to call this method.
     *
     * @param jwt a JWT in compact form, signed or encrypted
     * @param reason the reason, for the operator, or null
     * @return the result; {@link Revocation.Outcome#ALREADY_EXPIRED} if the {@code exp} of the text has passed by the
     *     store's clock and by this node's, so that nothing was stored
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    default Revocation revokeToken(String jwt, @Nullable String reason) {
        return revoke(RevocationTarget.token(jwt), reason, RevokeOptions.all());
    }

    /**
     * Revokes a verified token, by its text and, if it has a {@code jti}, by issuer and {@code jti}. A verified token
     * is in use, so it is always stored, whatever its {@code exp} and the clocks say. The outcome is never
     * {@link Revocation.Outcome#ALREADY_EXPIRED}.
     *
     * @param verified the caller principal that the server verified
     * @param reason the reason, for the operator, or null
     * @return the result
     * @throws IllegalArgumentException if the token is empty (no JWT in the request)
     */
    default Revocation revokeToken(JsonWebToken verified, @Nullable String reason) {
        return revoke(RevocationTarget.token(verified), reason, RevokeOptions.all());
    }

    /**
     * Revokes the token with an issuer and an id. The caller must trust both: do not pass claims of an unverified
     * token.
     *
     * @param issuer the {@code iss} claim
     * @param tokenId the {@code jti} claim
     * @param expiresAt the {@code exp} claim
     * @param reason the reason, for the operator, or null
     * @return the result; {@link Revocation.Outcome#ALREADY_EXPIRED} if {@code expiresAt} has passed by the store's
     *     clock and by this node's, so that nothing was stored
     */
    default Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason) {
        return revoke(RevocationTarget.tokenId(issuer, tokenId, expiresAt), reason, RevokeOptions.all());
    }

    /**
     * Revokes every token of the user of a verified token, including this token, as
     * {@link #revokeAllUserTokens(JsonWebToken, String, RevokeOptions)} does without restrictions.
     *
     * @param verified the caller principal that the server verified
     * @param reason the reason, for the operator, or null
     * @return the result
     * @throws IllegalArgumentException if the token is empty or names no user
     */
    default Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason) {
        return revokeAllUserTokens(verified, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now to the user of a verified token: a user's own logout from all
     * devices. The user is identified by the token's {@code iss} and {@code sub}, which no other user can have; without
     * a {@code sub} by the first of {@code beacon.revocation.user-claims} that the token has.
     *
     * <p>A token is revoked if its {@code iat} is not later than the current second, or its {@code auth_time} is not,
     * unless {@code beacon.revocation.auth-time=false}. A token with an {@code iat_ms} claim is compared by the
     * millisecond. The current time is the latest of the store's clock, this node's clock, and the {@code iat} of the
     * passed token. If the clock of the issuer is ahead of all three, other tokens that it has issued recently are not
     * revoked; the passed token always is, by a second round trip, unless the options exclude it. A token without
     * {@code iat}, or with an {@code iat} further in the future than tokens live, is revoked. A later call moves the
     * cutoff forward, never back. The cutoff is kept for {@code beacon.revocation.max-token-lifetime}, or
     * {@code beacon.revocation.refresh-idle} if that is longer, plus {@code beacon.revocation.clock-skew}, and at least until
     * all tokens of {@link RefreshTokens} have expired that exist now, of any application.
     *
     * @param verified the caller principal that the server verified
     * @param reason the reason, for the operator, or null
     * @param options restrict the tokens
     * @return the result
     * @throws IllegalArgumentException if the token is empty or names no user
     */
    default Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason, RevokeOptions options) {
        return revoke(RevocationTarget.userOf(verified), reason, options);
    }

    /**
     * Revokes every token of the user that a claim names, as
     * {@link #revokeAllUserTokens(String, String, String, RevokeOptions)} does without restrictions.
     *
     * @param claim one of {@code beacon.revocation.user-claims}
     * @param value the claim's value in the user's tokens
     * @param reason the reason, for the operator, or null
     * @return the result
     */
    default Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason) {
        return revokeAllUserTokens(claim, value, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now, by any issuer, and has this value in this claim: an administrator
     * logs a user out. Choose a claim whose value users cannot choose, usually {@code sub}. In all else it works as
     * {@link #revokeAllUserTokens(JsonWebToken, String, RevokeOptions)}.
     *
     * @param claim one of {@code beacon.revocation.user-claims}
     * @param value the claim's value in the user's tokens
     * @param reason the reason, for the operator, or null
     * @param options restrict the tokens
     * @return the result
     * @throws IllegalArgumentException if the claim is not one of {@code beacon.revocation.user-claims}, because checks
     *     do not read it
     */
    default Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason, RevokeOptions options) {
        return revoke(RevocationTarget.user(claim, value), reason, options);
    }

    /**
     * Revokes every token with this name, as {@link #revokeAllUserTokens(String, String, RevokeOptions)} does without
     * restrictions.
     *
     * @param userId the name of the user in any of {@code beacon.revocation.user-claims}
     * @param reason the reason, for the operator, or null
     * @return the result
     */
    default Revocation revokeAllUserTokens(String userId, @Nullable String reason) {
        return revokeAllUserTokens(userId, reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now and has this name in <em>any</em> of
     * {@code beacon.revocation.user-claims}. If users can choose the name in one of these claims, a user can choose the
     * name that another user has in another claim, and so log that user out: never pass {@code token.getName()}, pass
     * the token. If one claim is configured, this is
     * {@link #revokeAllUserTokens(String, String, String, RevokeOptions)} for that claim. If several are configured, a
     * warning is logged once.
     *
     * @param userId the name of the user in any of {@code beacon.revocation.user-claims}
     * @param reason the reason, for the operator, or null
     * @param options restrict the tokens
     * @return the result
     */
    default Revocation revokeAllUserTokens(String userId, @Nullable String reason, RevokeOptions options) {
        return revoke(RevocationTarget.userNamed(userId), reason, options);
    }

    /**
     * Returns whether exactly this text was revoked. Cutoffs and ids are not checked, because the claims of an
     * unverified token prove nothing. Waits for the store up to {@code redis.command.timeout}. Throws if the store does
     * not answer, whatever {@code beacon.revocation.on-store-failure} says, or if it has lost revocations since the
     * token's {@code iat}. To check a caller, pass the verified token.
     *
     * @param jwt a JWT in compact form
     * @return true if it was revoked
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    boolean isTokenRevoked(String jwt);

    /**
     * Returns whether a verified token was revoked in any way: by text, by id, by its session, or by a cutoff. If the store
     * does not answer, the call still returns true for a token that this node knows to be revoked. With
     * {@code beacon.revocation.on-store-failure=bounded} it returns false for a token whose last successful check is
     * recent. For all other tokens it throws, also with {@code open}. Waits up to {@code beacon.revocation.timeout}.
     *
     * @param verified the caller principal that the server verified
     * @return true if it was revoked
     */
    boolean isTokenRevoked(JsonWebToken verified);

    /**
     * Counts the revocations now.
     *
     * @return the counts, without expired revocations
     */
    BlacklistStats getBlacklistStats();

    /**
     * Declares that a loss of revocations is harmless: nothing was revoked, or it was revoked again. Nodes detect a
     * loss when Redis was emptied, has failed over to a replica that lacked some revocations, or was restored from a
     * backup. They report it by the event {@code RevocationsLost} and by {@code revocationsLostAt} in readiness. From
     * then on, tokens that were issued before the loss follow {@code beacon.revocation.on-store-failure}, as if Redis
     * did not answer for them, until they expire, at most for {@code beacon.revocation.max-token-lifetime}. After this
     * call, all nodes trust the store again. Does nothing if nothing was lost. One round trip.
     */
    void acknowledgeLoss();
}
