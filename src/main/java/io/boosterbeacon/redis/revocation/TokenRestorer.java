package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Undoes revocations: an operator's mistake. The part of {@link TokenBlacklistService} that makes tokens valid again.
 *
 * <p>A restoration takes effect on this node at once, and on other nodes within about a second: a node that knows a
 * revocation asks the store again after a second. While the store does not answer, such a node still refuses. What an
 * entry of another scope refuses stays refused. The cutoff of a user is never taken back: a user can log in again.
 */
public interface TokenRestorer {
    /**
     * Undoes a revocation. If the store has lost it, the nodes that remember it forget it all the same, provided that they
     * check such a token within {@code beacon.revocation.max-token-lifetime}. One round trip;
     * a few for a token that was revoked under several ids, because each id leads to others.
     *
     * @param target a token, a session, a client, an issuer or a claim. A token is restored under all ids under which it
     *     was revoked together
     * @param reason the reason, for the operator, or null
     * @param options only {@link RevokeOptions#actor} and {@link RevokeOptions#dryRun} are accepted
     * @return the receipt
     * @throws IllegalArgumentException if the target is a user, or if an option is not accepted
     */
    Restoration restore(RevocationTarget target, @Nullable String reason, RevokeOptions options);

    /**
     * Undoes the revocation of a token, as {@link #restore} does.
     *
     * @param jwt a JWT in compact form, as it was revoked
     * @param reason the reason, for the operator, or null
     * @return the receipt
     * @throws IllegalArgumentException if the text is not a JWT in compact form
     */
    default Restoration restoreToken(String jwt, @Nullable String reason) {
        return restore(RevocationTarget.token(jwt), reason, RevokeOptions.all());
    }

    /**
     * Undoes the revocation of the token with an issuer and an id, as {@link #restore} does.
     *
     * @param issuer the {@code iss} claim
     * @param tokenId the {@code jti} claim
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Restoration restoreTokenId(String issuer, String tokenId, @Nullable String reason) {
        return restore(RevocationTarget.tokenId(issuer, tokenId, Instant.MAX), reason, RevokeOptions.all());
    }

    /**
     * Undoes the revocation of a session. Tokens of it that were also revoked by themselves stay revoked.
     *
     * @param issuer the {@code iss} claim
     * @param sessionId the {@code sid} claim
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Restoration restoreSession(String issuer, String sessionId, @Nullable String reason) {
        return restore(RevocationTarget.session(issuer, sessionId), reason, RevokeOptions.all());
    }

    /**
     * Removes the cutoff of a client.
     *
     * @param clientId the client
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Restoration restoreClientTokens(String clientId, @Nullable String reason) {
        return restore(RevocationTarget.client(clientId), reason, RevokeOptions.all());
    }

    /**
     * Removes the cutoff of an issuer.
     *
     * @param issuer the {@code iss} claim
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Restoration restoreIssuerTokens(String issuer, @Nullable String reason) {
        return restore(RevocationTarget.issuer(issuer), reason, RevokeOptions.all());
    }

    /**
     * Removes the cutoff of a value of a claim.
     *
     * @param claim one of {@code beacon.revocation.claims}
     * @param value the value
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default Restoration restoreWhere(String claim, String value, @Nullable String reason) {
        return restore(RevocationTarget.where(claim, value), reason, RevokeOptions.all());
    }
}
