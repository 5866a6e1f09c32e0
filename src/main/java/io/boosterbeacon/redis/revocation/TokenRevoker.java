package io.boosterbeacon.redis.revocation;

import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Revokes whatever a {@link RevocationTarget} names. The part of {@link TokenBlacklistService} that revokes sessions,
 * clients, issuers and claims, and everything with options.
 */
public interface TokenRevoker {
    /**
     * Revokes the session of a verified token, including this token, as {@link #revokeSession(String, String, String)}
     * does.
     *
     * @param verified the caller principal that the server verified
     * @param reason the reason, for the operator, or null
     * @return the receipt
     * @throws IllegalArgumentException if the token is empty or has no {@code sid} claim
     */
    default Revocation revokeSession(JsonWebToken verified, @Nullable String reason) {
        return revoke(RevocationTarget.sessionOf(verified), reason, RevokeOptions.all());
    }

    /**
     * Revokes a session: every token with this issuer and {@code sid} is refused, whenever it was issued, also if it is
     * refreshed later. The entry is kept for {@code beacon.revocation.max-token-lifetime}, or
     * {@code beacon.revocation.refresh-idle} if that is longer, plus {@code beacon.revocation.clock-skew}, and at least until
     * all tokens of {@link RefreshTokens} have expired that exist now, of any application. Use {@link RevokeOptions#until} if
     * the session can be refreshed for longer by other means.
     *
     * @param issuer the {@code iss} claim
     * @param sessionId the {@code sid} claim
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Revocation revokeSession(String issuer, String sessionId, @Nullable String reason) {
        return revoke(RevocationTarget.session(issuer, sessionId), reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now, by any issuer, to a client: its {@code azp} or {@code client_id} is
     * this one. In all else it works as
     * {@link TokenBlacklistService#revokeAllUserTokens(JsonWebToken, String, RevokeOptions)}.
     *
     * @param clientId the client
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Revocation revokeClientTokens(String clientId, @Nullable String reason) {
        return revoke(RevocationTarget.client(clientId), reason, RevokeOptions.all());
    }

    /**
     * Revokes every token of an issuer that was issued until now, for instance after its key has leaked. In all else it
     * works as
     * {@link TokenBlacklistService#revokeAllUserTokens(JsonWebToken, String, RevokeOptions)}.
     *
     * @param issuer the {@code iss} claim
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Revocation revokeIssuerTokens(String issuer, @Nullable String reason) {
        return revoke(RevocationTarget.issuer(issuer), reason, RevokeOptions.all());
    }

    /**
     * Revokes every token that was issued until now, by any issuer, and has a value in a claim, or in the list that the
     * claim is. Numbers and booleans are compared by their JSON text. In all else it works as
     * {@link TokenBlacklistService#revokeAllUserTokens(JsonWebToken, String, RevokeOptions)}.
     *
     * @param claim one of {@code beacon.revocation.claims}, for instance {@code device_id}
     * @param value the value
     * @param reason the reason, for the operator, or null
     * @return the receipt
     * @throws IllegalArgumentException if the claim is not configured, because checks do not read it
     */
    default Revocation revokeWhere(String claim, String value, @Nullable String reason) {
        return revoke(RevocationTarget.where(claim, value), reason, RevokeOptions.all());
    }

    /**
     * Revokes a target with options. One round trip; one more for a user's token that the cutoff does not refuse, because
     * its issuer's clock is far ahead. With {@code beacon.revocation.durability}, it then waits until others have the
     * revocation.
     *
     * <p>If the thread is interrupted before the store has answered, the call throws a {@code RedisException}, and it is
     * unknown whether the target was revoked. If it is interrupted while it waits for others, the call returns a receipt
     * that says that nobody else has the revocation, and the thread keeps its interrupt status.
     *
     * @param target what is revoked
     * @param reason the reason, for the operator, or null
     * @param options the options; those that select tokens are not for single tokens and sessions
     * @return the receipt
     * @throws IllegalArgumentException if a value of the target or an option is not accepted
     */
    Revocation revoke(RevocationTarget target, @Nullable String reason, RevokeOptions options);

    /**
     * Revokes many targets. The requests are sent together, up to 512 at a time, so that this takes about one round trip
     * for each 512, and as many waits for {@code beacon.revocation.durability}. A target that cannot be revoked does not
     * stop the others, and this method does not throw for it: look at each attempt. If the thread is interrupted, what has
     * been sent is still waited for, but nothing more is sent, and the other attempts fail.
     *
     * @param targets what is revoked
     * @param reason the reason, for the operator, or null
     * @param options the options of each revocation
     * @return one attempt for each target, in the order of the targets
     */
    List<RevocationAttempt> revokeAll(
            Collection<? extends RevocationTarget> targets, @Nullable String reason, RevokeOptions options);
}
