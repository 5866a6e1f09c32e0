package io.boosterbeacon.redis;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/**
 * An operation of this library failed because of the store.
 *
 * <p>Programmatic calls throw it. Annotated methods and the JAX-RS filters follow their failure policies instead; of
 * these only {@link io.boosterbeacon.redis.ratelimit.OnStoreFailure#CLOSED} on a method of a CDI bean throws it. Its
 * message never contains a key, a value, a token or a password; the cause is an exception of the client. If it reaches
 * JAX-RS, it is logged and answered with 503. The response has {@code Retry-After} unless the type is
 * {@link RedisErrorType#COMMAND_ERROR}, which a retry may not help. An {@code ExceptionMapper} of the application for
 * this very class replaces that; one for {@code RuntimeException} does not, because JAX-RS takes the mapper of the nearest
 * class.
 *
 * <table>
 * <caption>The type of each failure</caption>
 * <thead><tr><th>type</th><th>what happened</th></tr></thead>
 * <tbody>
 * <tr><td>{@link RedisErrorType#CONNECTION_ERROR}</td><td>connection refused, reset or closed; unknown host; no
 *     connection within {@code redis.connect.timeout}; not connected, so that commands are refused; the bounded queue
 *     of the client is full; the circuit breaker is open; all connections of the pool are in use</td></tr>
 * <tr><td></td><td>TLS: the server's certificate is not trusted or belongs to another host, or the server does not
 *     accept the client's certificate</td></tr>
 * <tr><td></td><td>a wrong user or password, or none ({@code WRONGPASS}, {@code NOAUTH})</td></tr>
 * <tr><td></td><td>a server that serves no client now: {@code LOADING}, {@code MASTERDOWN}, {@code CLUSTERDOWN},
 *     {@code TRYAGAIN}, {@code BUSY}, too many clients</td></tr>
 * <tr><td></td><td>a database that the server does not have</td></tr>
 * <tr><td></td><td>something that does not speak the protocol of Redis</td></tr>
 * <tr><td>{@link RedisErrorType#TIMEOUT_ERROR}</td><td>no answer within the deadline of the call,
 *     or no answer to any call for most of a second</td></tr>
 * <tr><td>{@link RedisErrorType#COMMAND_ERROR}</td><td>every other error reply; the message names the error and
 *     the command: {@code READONLY}, {@code OOM}, {@code MISCONF}, {@code NOREPLICAS}, {@code NOPERM}, {@code UNKNOWN}
 *     (command), {@code WRONGTYPE}, {@code MOVED} (a cluster without {@code redis.mode=cluster}), {@code ERR}, …</td></tr>
 * <tr><td></td><td>a reply of another type than the command has: the other end is a proxy, or not Redis</td></tr>
 * <tr><td>{@link RedisErrorType#UNKNOWN_ERROR}</td><td>anything else, and an interrupted wait</td></tr>
 * </tbody>
 * </table>
 *
 * <p>For Jakarta Enterprise Beans it is an application exception: the container does not wrap it, and rolls back the
 * transaction, as for any unchecked exception.
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
     * @param cause the exception of the client, or null if there is none
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
