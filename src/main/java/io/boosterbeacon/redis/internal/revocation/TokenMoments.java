package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.server.Claims;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The moments that a token's claims tell; 0 for one that they do not.
 *
 * @param issued {@code iat}, in seconds since the epoch
 * @param issuedMillis {@code iat_ms}, in milliseconds since the epoch
 * @param authenticated {@code auth_time}, in seconds since the epoch
 * @param expiry {@code exp}, in seconds since the epoch
 */
record TokenMoments(long issued, long issuedMillis, long authenticated, long expiry) {
    static TokenMoments of(JsonWebToken token) {
        return new TokenMoments(
                Claims.moment(token, "iat"),
                Claims.moment(token, "iat_ms"),
                Claims.moment(token, "auth_time"),
                Claims.moment(token, "exp"));
    }

    /** When the token was issued, as precisely as its claims tell; 0 if they do not. */
    long issuedAtMillis() {
        return issuedMillis != 0 ? issuedMillis : TimeUnit.SECONDS.toMillis(issued);
    }
}
