package io.boosterbeacon.redis;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/**
 * An operation of this library failed because of the store.
 *
 * <p>Thrown by programmatic calls. Annotated methods and the JAX-RS filters follow their failure policies instead; of those
 * only {@link io.boosterbeacon.redis.ratelimit.OnStoreFailure#CLOSED} on a method of a CDI bean throws it. No message of its
 * own holds a key, a value, a token or a password; the cause is the client's. If it reaches JAX-RS it is logged and answered
 * with 503, and with {@code Retry-After} unless it is a {@link RedisErrorType#COMMAND_ERROR}, which may not pass by itself.
 *
 * <table>
 * <caption>What has which type</caption>
 * <thead><tr><th>type</th><th>what happened</th></tr></thead>
 * <tbody>
 * <tr><td>{@link RedisErrorType#CONNECTION_ERROR}</td><td>connection refused, reset or closed; unknown host; no connection
 *     within {@code redis.connect.timeout}; not connected, and commands are refused meanwhile; more commands waiting than the
 *     client's bounded queue takes; the circuit breaker is open; all connections of the pool are in use</td></tr>
 * <tr><td></td><td>TLS: a certificate that is not trusted, another host's, or a client's that the server does not
 *     accept</td></tr>
 * <tr><td></td><td>a wrong user or password, or none ({@code WRONGPASS}, {@code NOAUTH})</td></tr>
 * <tr><td></td><td>a server that serves nobody now: {@code LOADING}, {@code MASTERDOWN}, {@code CLUSTERDOWN},
 *     {@code TRYAGAIN}, {@code BUSY}, too many clients</td></tr>
 * <tr><td></td><td>a database that the server does not have</td></tr>
 * <tr><td></td><td>something that does not speak the protocol of Redis</td></tr>
 * <tr><td>{@link RedisErrorType#TIMEOUT_ERROR}</td><td>no answer within the deadline of the call,
 *     or to anybody for most of a second</td></tr>
 * <tr><td>{@link RedisErrorType#COMMAND_ERROR}</td><td>every other error reply, the message says which, and to which command:
 *     {@code READONLY}, {@code OOM}, {@code MISCONF}, {@code NOREPLICAS}, {@code NOPERM}, {@code UNKNOWN} (command),
 *     {@code WRONGTYPE}, {@code MOVED} (a cluster without {@code redis.mode=cluster}), {@code ERR}, …</td></tr>
 * <tr><td></td><td>a reply of another shape than the command has: what answers is a proxy, or no Redis</td></tr>
 * <tr><td>{@link RedisErrorType#UNKNOWN_ERROR}</td><td>anything else, and an interrupted wait</td></tr>
 * </tbody>
 * </table>
 *
 * <p>For Jakarta Enterprise Beans it is an application exception: the container passes it on as it is, and rolls a transaction
 * that it leaves back, as by any unchecked exception.
 */
@ApplicationException(rollback = true)
public class RedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RedisErrorType type;

    /**
     * Creates an exception.
     *
     * @param type the kind of failure
     * @param message what failed, without secrets
     * @param cause the client's own exception, or null where there is none
     */
    public RedisException(RedisErrorType type, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    /**
     * Returns the kind of failure.
     *
     * @return the kind of failure, never null
     */
    public RedisErrorType type() {
        return type;
    }
}
