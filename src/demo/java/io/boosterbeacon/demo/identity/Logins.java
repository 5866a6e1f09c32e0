package io.boosterbeacon.demo.identity;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins logins and renews them. Each is kept under the hash of its family of refresh tokens. */
@ApplicationScoped
public class Logins {
    private static final Duration LONGEST = Duration.ofDays(30);

    @Inject
    TokenIssuer issuer;

    @Inject
    RefreshTokens refreshTokens;

    @Inject
    RedisService redis;

    /** Issues the first token of a login. While Redis does not answer, it cannot be renewed. */
    public IssuedToken begin(Login login) {
        return issuer.issue(login.user(), login.roles(), login.sid(), register(login));
    }

    private @Nullable String register(Login login) {
        try {
            RefreshToken first = refreshTokens.register(
                    TokenIssuer.ISSUER, login.user(), RefreshOptions.none().session(login.sid()));
            redis.setJson(key(first), login, LONGEST);
            return first.text();
        } catch (RedisException e) {
            return null;
        }
    }

    /** Issues another token for a login; empty if its refresh token is refused. */
    public Optional<IssuedToken> renew(String refreshToken) {
        return refreshTokens.rotate(refreshToken).successor().flatMap(next -> redis.getJson(key(next), Login.class)
                .map(login -> issuer.issue(login.user(), login.roles(), login.sid(), next.text())));
    }

    private static String key(RefreshToken token) {
        return "demo:login:" + token.family();
    }
}
