package io.boosterbeacon.redis.revocation;

/** A connection that ends with its token: see {@link TokenRevocationChecker#closeWithToken}. Thread-safe. */
@FunctionalInterface
public interface OpenConnection extends AutoCloseable {
    /**
     * Ends the registration, because the connection has ended by itself. Its action does not run any more, unless it is
     * running already. Idempotent.
     */
    @Override
    void close();
}
