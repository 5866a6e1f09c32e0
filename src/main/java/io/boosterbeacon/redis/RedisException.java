package io.boosterbeacon.redis;

import org.jspecify.annotations.Nullable;

/**
 * An operation of this library failed because of the store.
 *
 * <p>Thrown by programmatic calls only: annotated methods and the JAX-RS filters follow their failure policies instead. No
 * message of its own holds a key, a value, a token or a password; the cause is the client's. If it reaches JAX-RS it is
 * answered with 503 and {@code Retry-After}.
 */
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
