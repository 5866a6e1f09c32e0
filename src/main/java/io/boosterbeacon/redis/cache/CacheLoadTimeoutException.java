package io.boosterbeacon.redis.cache;

import java.time.Duration;

/**
 * There is no value to return, and the load takes longer than {@link Cached#hardLoadTimeout()}. The load goes on, and
 * its value is stored for later callers.
 *
 * <p>JAX-RS answers with 503 and {@code Retry-After}, unless the application has an {@code ExceptionMapper} of this very
 * class. One of a superclass, such as {@code RuntimeException}, is not asked: of several mappers, JAX-RS takes that of
 * the nearest class (Jakarta RESTful Web Services 3.1, section 4.4).
 */
public class CacheLoadTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param cacheName the name of the cache
     * @param timeout how long the caller has waited
     */
    public CacheLoadTimeoutException(String cacheName, Duration timeout) {
        super("cache \"" + cacheName + "\" has no value, and its load takes longer than hardLoadTimeout, "
                + timeout.toMillis() + " ms");
    }
}
