package io.boosterbeacon.demo.identity;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins logins and renews them. */
@ApplicationScoped
public class Logins {
    @Inject
    TokenIssuer issuer;

    @Inject
    RefreshTokens refreshTokens;

    @Inject
    Sessions sessions;

    /** Issues the first token of a login. While Redis does not answer, it cannot be renewed, and is not listed. */
    public IssuedToken begin(Login login) {
        return issuer.issue(login, register(login));
    }

    private @Nullable String register(Login login) {
        try {
            RefreshToken first = refreshTokens.register(
                    TokenIssuer.ISSUER,
                    login.user(),
                    RefreshOptions.none().session(login.sid()).claim("upn", login.user()));
            // by the clock that also decides which logins a "log out everywhere" ends
            sessions.add(first.family(), login.at(first.startedAt()), life(first));
            return first.text();
        } catch (RedisException e) {
            return null;
        }
    }

    /** Issues another token for a login; empty if its refresh token is refused. */
    public Optional<IssuedToken> renew(String refreshToken) {
        return refreshTokens.rotate(refreshToken).successor().flatMap(next -> sessions.renewed(
                        next.family(), life(next))
                .map(login -> issuer.issue(login, next.text())));
    }

    /** How long the token may be presented. */
    private static Duration life(RefreshToken token) {
        Duration left = Duration.between(Instant.now(), token.expiresAt());
        return left.compareTo(Duration.ofSeconds(1)) > 0 ? left : Duration.ofSeconds(1);
    }
}
