package io.boosterbeacon.redis.internal.revocation;

import java.time.Duration;
import java.time.InstantSource;

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
    boolean refuses(TokenMoments token, long cutoffMillis) {
        long cutoffSecond = Math.floorDiv(cutoffMillis, 1_000);
        long issued = token.issued();
        if (issued == 0
                || issued < cutoffSecond
                || issued > clock.instant().plus(ahead).getEpochSecond()) {
            return true;
        }
        long issuedMillis = token.issuedMillis();
        boolean sameSecondButLater =
                issuedMillis != 0 && issuedMillis > cutoffMillis && Math.floorDiv(issuedMillis, 1_000) == issued;
        if (issued == cutoffSecond && !sameSecondButLater) {
            return true;
        }
        long authenticated = authTime ? token.authenticated() : 0;
        return authenticated != 0
                && (authenticated < cutoffSecond
                        || (authenticated == cutoffSecond && !(sameSecondButLater && authenticated == issued)));
    }
}
