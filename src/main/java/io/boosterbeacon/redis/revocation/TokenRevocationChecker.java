package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.RedisException;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Checks verified tokens where no filter does: in messages, timers and WebSockets. An injectable bean. It decides as the
 * filter of requests does without a {@link RevocationCheck}: by {@code beacon.revocation.on-store-failure} while the
 * store does not answer, and it accepts every token if {@code beacon.revocation.enabled} is false. Thread-safe.
 *
 * <p>Only pass tokens that the server, or a library for JWT, has verified: who presents an unverified token can choose
 * its claims.
 */
public interface TokenRevocationChecker {
    /** The decision about a token. */
    enum Status {
        /** It is not revoked, or it cannot be checked and the failure policy accepts it. */
        ACCEPTED,
        /** It is revoked. */
        REVOKED,
        /** It cannot be checked, and the failure policy refuses it. */
        UNAVAILABLE
    }

    /**
     * Checks a token. At most one round trip; waits for {@code beacon.revocation.timeout} at most. Never throws.
     *
     * @param verified a verified token; an empty one, of a request without a token, is accepted
     * @return the decision
     */
    Status check(JsonWebToken verified);

    /**
     * Checks a token, and throws unless it is accepted. Otherwise like {@link #check}.
     *
     * @param verified a verified token
     * @throws TokenRevokedException if the token is revoked; JAX-RS answers it with 401
     * @throws RedisException if it cannot be checked, and the failure policy refuses it; JAX-RS answers it with 503
     */
    void requireAccepted(JsonWebToken verified);

    /**
     * Registers an open connection, such as a WebSocket session or a stream of events, that must end with its token. Its
     * action runs once, when {@link #check} would not accept the token any more, or when the token has expired by more
     * than {@code beacon.revocation.clock-skew}: then nobody can revoke it any more. Returns at once; the first check
     * begins with this call, because the token may have been revoked since its request was checked.
     *
     * <p>All registered tokens are checked together every {@code beacon.revocation.connection-check-interval}, and after
     * each revocation on this node. A token with several connections is checked once. One that was revoked before a check
     * began is closed when the check has answered.
     *
     * @param verified a verified token
     * @param close closes the connection. It runs on a thread of the library, without the context of a request; what it
     *     throws is logged
     * @return the registration; close it when the connection ends, or else it takes memory until the token expires
     */
    OpenConnection closeWithToken(JsonWebToken verified, Runnable close);
}
