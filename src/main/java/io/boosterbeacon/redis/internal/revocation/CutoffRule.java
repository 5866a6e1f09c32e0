package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.server.Claims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Whether a token was issued up to a cutoff.
 *
 * @param authTime whether {@code auth_time} counts: a refreshed token has a new {@code iat} and keeps its {@code auth_time}
 * @param ahead a token that was issued so much later than now tells no moment (but milliseconds in place of seconds, say)
 */
record CutoffRule(boolean authTime, Duration ahead, InstantSource clock) {
    /**
     * Claims in seconds (RFC 7519 §2) are compared by the second, so that none of the cutoff's own second passes;
     * {@code iat_ms} by the millisecond.
     */
    boolean refuses(JsonWebToken token, OptionalLong cutoff) {
        if (cutoff.isEmpty()) {
            return false;
        }
        long cutoffMillis = cutoff.getAsLong();
        long cutoffSecond = Math.floorDiv(cutoffMillis, 1_000);
        OptionalLong issued = Claims.moment(token, "iat");
        OptionalLong issuedMillis = Claims.moment(token, "iat_ms");
        if (issued.isEmpty()
                || issued.getAsLong() < cutoffSecond
                || issued.getAsLong() > clock.instant().plus(ahead).getEpochSecond()) {
            return true;
        }
        boolean sameSecondButLater = issuedMillis.isPresent()
                && issuedMillis.getAsLong() > cutoffMillis
                && Math.floorDiv(issuedMillis.getAsLong(), 1_000) == issued.getAsLong();
        if (issued.getAsLong() == cutoffSecond && !sameSecondButLater) {
            return true;
        }
        OptionalLong authenticated = authTime ? Claims.moment(token, "auth_time") : OptionalLong.empty();
        return authenticated.isPresent()
                && (authenticated.getAsLong() < cutoffSecond
                        || (authenticated.getAsLong() == cutoffSecond
                                && !(sameSecondButLater && authenticated.getAsLong() == issued.getAsLong())));
    }

    /** When a token was issued, as precisely as its claims tell; empty if they do not. */
    static OptionalLong issuedMillis(JsonWebToken token) {
        OptionalLong issued = Claims.moment(token, "iat");
        OptionalLong precise = Claims.moment(token, "iat_ms");
        return precise.isPresent()
                ? precise
                : issued.isPresent() ? OptionalLong.of(TimeUnit.SECONDS.toMillis(issued.getAsLong())) : issued;
    }
}
