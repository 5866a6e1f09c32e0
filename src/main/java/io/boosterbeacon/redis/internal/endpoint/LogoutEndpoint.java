package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.EndpointSettings.LogoutScope;
import io.boosterbeacon.redis.internal.jose.KeysUnavailableException;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.jose.Verification;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Duration;
import java.time.Instant;

/**
 * OpenID Connect Back-Channel Logout 1.0: the issuer tells that a session, or all sessions of a user, have ended. The
 * logout token itself is the credential.
 *
 * <p>A user's tokens are revoked up to the second of the token's {@code iat}, by the clock of the same issuer, so that
 * a login between the logout and a late delivery stays. So a repeated delivery revokes nothing else, and the
 * {@code jti} is marked as used only after the revocation: a delivery that has failed can be repeated, and nodes that get the
 * same token at the same time both revoke, while one answers with 200. Thread-safe.
 */
final class LogoutEndpoint implements Endpoint {
    private static final String REASON = "back-channel logout";
    private static final Duration FURTHEST = Duration.ofMinutes(59);

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private final TokenBlacklistService blacklist;
    private final TokenVerifier verifier;
    private final UsedTokens used;
    private final TokenTimes times;
    private final LogoutScope scope;

    LogoutEndpoint(
            LogoutScope scope,
            TokenBlacklistService blacklist,
            TokenVerifier verifier,
            UsedTokens used,
            TokenTimes times) {
        this.scope = scope;
        this.blacklist = blacklist;
        this.verifier = verifier;
        this.used = used;
        this.times = times;
    }

    @Override
    public Answer answer(Requester requester, Form form) throws InvalidRequestException {
        try {
            Verification found = verifier.verify(form.required("logout_token"));
            if (found instanceof Verification.UnknownKey) {
                return Answer.logoutFailed();
            }
            if (!(found instanceof Verification.Signed signed)) {
                throw new InvalidRequestException("the logout token is not one of a known issuer");
            }
            return logOut(LogoutToken.of(signed.token(), times));
        } catch (KeysUnavailableException | RedisException e) {
            log.warn("A back-channel logout has failed, and the issuer was told so", e);
            return Answer.logoutFailed();
        } catch (InvalidRequestException e) {
            boolean unused = log.warn(
                    "A back-channel logout was refused", "A back-channel logout was refused: " + e.getMessage());
            throw e;
        }
    }

    private Answer logOut(LogoutToken token) throws InvalidRequestException {
        if (used.contains(token)) {
            throw replayed();
        }
        boolean ofSession = token.session().isPresent();
        if (ofSession) {
            // and not that of the id: then a user's sessions count as those of the user, and take the room of no others
            Revocation unused = blacklist.revoke(RevocationTarget.sessionOf(token.token()), REASON, by(token));
        }
        if (!ofSession || (scope == LogoutScope.USER && token.subject().isPresent())) {
            Revocation unused = blacklist.revoke(
                    RevocationTarget.userOf(token.token()), REASON, by(token).issuedBefore(end(token)));
        }
        if (!used.add(token)) {
            throw replayed();
        }
        return Answer.ok();
    }

    /** The actor is the issuer, by its name in the configuration. */
    private static RevokeOptions by(LogoutToken token) {
        return RevokeOptions.all().actor(token.token().trusted().name());
    }

    /** The end of the second in which the token was issued, but not further in the future than cutoffs may be. */
    private Instant end(LogoutToken token) {
        Instant end = token.issuedAt().plusSeconds(1);
        Instant latest = times.clock().instant().plus(FURTHEST);
        return end.isAfter(latest) ? latest : end;
    }

    private static InvalidRequestException replayed() {
        return new InvalidRequestException("the logout token was used before");
    }
}
