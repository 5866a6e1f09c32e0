package io.boosterbeacon.redis.internal.revocation;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Decides whether a cutoff refuses a token: it was issued up to the cutoff.
 *
 * @param authTime whether {@code auth_time} counts: a refreshed token has a new {@code iat} and keeps its
 *     {@code auth_time}
 * @param issuerSkew how far the clock of an issuer may be ahead: a token that was issued up to a cutoff may claim to be
 *     issued later by so much
 * @param ahead a token that claims to be issued later than this from now has an invalid {@code iat}, for example in
 *     milliseconds instead of seconds; it is refused
 */
record CutoffRule(boolean authTime, Duration issuerSkew, Duration ahead, InstantSource clock) {
    /**
     * Claims in seconds (RFC 7519 §2) are compared by the second, so that tokens issued in the same second as the
     * cutoff are refused. {@code iat_ms} is compared by the millisecond.
     */
    boolean refuses(TokenTimes token, long cutoffOfStore) {
        long cutoffMillis = extended(cutoffOfStore, issuerSkew);
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

    /** The latest time that a token which was issued up to a cutoff may claim. */
    static long extended(long cutoffMillis, Duration issuerSkew) {
        long skew = issuerSkew.toMillis();
        return cutoffMillis > Long.MAX_VALUE - skew ? Long.MAX_VALUE : cutoffMillis + skew;
    }
}
