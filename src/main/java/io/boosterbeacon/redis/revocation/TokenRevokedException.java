package io.boosterbeacon.redis.revocation;

import jakarta.ejb.ApplicationException;

/**
 * A token was refused because it is revoked. If the exception reaches JAX-RS, it is answered like a refused request, with
 * 401. For Jakarta Enterprise Beans it is an application exception: the container does not wrap or log it, and rolls
 * back the transaction.
 */
@ApplicationException(rollback = true)
public class TokenRevokedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. Its message names neither the token nor its user. */
    public TokenRevokedException() {
        super("Token has been revoked");
    }
}
