package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.RedisException;
import java.util.function.BooleanSupplier;
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
     * Checks a token. At most one round trip; waits for {@code beacon.revocation.timeout} at most. Throws only for null:
     * a token that cannot be read is {@link Status#UNAVAILABLE}, such as an injected one where no request is active.
     *
     * @param verified a verified token; an empty one, of a request without a token, is accepted
     * @return the decision
     */
    Status check(JsonWebToken verified);

    /**
     * Checks a token, and throws unless it is accepted. A revoked token is recorded in the {@link RevocationAudit} as that
     * of a rejected request is, and fires the same event. Otherwise like {@link #check}.
     *
     * @param verified a verified token
     * @throws TokenRevokedException if the token is revoked; JAX-RS answers it with 401
     * @throws RedisException if it cannot be checked, and the failure policy refuses it; JAX-RS answers it with 503
     * @throws IllegalArgumentException if the token is empty: that of a request without one
     */
    void requireAccepted(JsonWebToken verified);

    /**
     * Registers an open connection, such as a WebSocket session or a stream of events, that must end with its token. It
     * is closed, once, when {@link #check} would not accept the token any more, or when the token has expired by more
     * than {@code beacon.revocation.clock-skew}: then nobody can revoke it any more. Returns at once; the first check
     * begins with this call, because the token may have been revoked since its request was checked.
     *
     * <p>Each registered token is checked once in every {@code beacon.revocation.connection-check-interval}, however
     * many connections it has: one round trip. What this node itself revokes is found within a fifth of a second,
     * without a round trip.
     *
     * <p>A connection that has ended is forgotten with the next check, or when the registration is closed. At most 1,000
     * connections of a token are registered: beyond that, its oldest one is closed during this call. At most
     * {@code beacon.revocation.max-connections} are registered in all: beyond that, the new one is closed during this
     * call.
     *
     * @param verified a verified token; an empty one, of a request without a token, is never checked. A token that
     *     cannot be read, such as an injected one where no request is active, throws its own exception
     * @param isOpen says whether the connection is still open. Called with each check on a thread of the library; must not
     *     wait. If it throws, the connection counts as open
     * @param close closes the connection. It runs on a thread of the library, without the context of a request; what it
     *     throws is logged. It may wait for the client; then it delays only other connections of the same user
     * @return the registration; closing it when the connection ends saves memory
     */
    OpenConnection closeWithToken(JsonWebToken verified, BooleanSupplier isOpen, Runnable close);
}
