package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.server.Claims;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The times in a token's claims; 0 for a missing claim.
 *
 * @param issued {@code iat}, in seconds since the epoch
 * @param issuedMillis {@code iat_ms}, in milliseconds since the epoch
 * @param authenticated {@code auth_time}, in seconds since the epoch
 * @param expiry {@code exp}, in seconds since the epoch
 */
record TokenTimes(long issued, long issuedMillis, long authenticated, long expiry) {
    static TokenTimes of(JsonWebToken token) {
        return new TokenTimes(
                Claims.number(token, "iat"),
                Claims.number(token, "iat_ms"),
                Claims.number(token, "auth_time"),
                Claims.number(token, "exp"));
    }

    /**
     * When the login took place, as precisely as the claims say; 0 if it is unknown.
     *
     * @param authTime whether {@code auth_time} counts
     */
    long loginMillis(boolean authTime) {
        return authTime && authenticated != 0 && authenticated != Math.floorDiv(issuedAtMillis(), 1_000)
                ? TimeUnit.SECONDS.toMillis(authenticated)
                : issuedAtMillis();
    }

    /** When the token was issued, as precisely as its claims say; 0 if it is unknown. */
    long issuedAtMillis() {
        return issuedMillis != 0 ? issuedMillis : TimeUnit.SECONDS.toMillis(issued);
    }
}
