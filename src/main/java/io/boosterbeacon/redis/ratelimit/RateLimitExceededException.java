package io.boosterbeacon.redis.ratelimit;

import jakarta.ejb.ApplicationException;
import java.time.Duration;

/**
 * A call of a limited CDI bean was denied. If the exception reaches JAX-RS, it is answered like a denied request, with
 * 429. An {@code ExceptionMapper} of the application for this very class replaces that; one for {@code RuntimeException}
 * does not, because JAX-RS takes the mapper of the nearest class. For Jakarta Enterprise Beans it is an application
 * exception: the container does not wrap or log it, and rolls back the transaction, as for any unchecked exception.
 */
@ApplicationException(rollback = true)
public class RateLimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String policy;
    private final Duration window;
    private final RateLimitResult result;

    /**
     * Creates an exception.
     *
     * @param policy the name of the policy that denied
     * @param window the length of its window; zero if it limits the calls that run at the same time
     * @param result its decision
     */
    public RateLimitExceededException(String policy, Duration window, RateLimitResult result) {
        super("Rate limit exceeded: policy \"" + policy + "\" admits " + result.limit()
                + (window.isZero() ? " calls at the same time" : " requests in " + window) + "; retry after "
                + result.retryAfter().plusNanos(999_999).toMillis() + " ms");
        this.policy = policy;
        this.window = window;
        this.result = result;
    }

    /**
     * Returns the name of the policy that denied.
     *
     * @return the policy's name
     */
    public String policy() {
        return policy;
    }

    /**
     * Returns the length of the window of that policy.
     *
     * @return the length of the window; zero if the policy limits the calls that run at the same time
     */
    public Duration window() {
        return window;
    }

    /**
     * Returns the decision.
     *
     * @return the decision of the policy that denied
     */
    public RateLimitResult result() {
        return result;
    }
}
