package io.boosterbeacon.redis.ratelimit;

/** A call of a limited CDI bean was denied. If it reaches JAX-RS it is answered like a denied request, with 429. */
public class RateLimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String policy;
    private final transient RateLimitResult result;

    /**
     * Creates an exception.
     *
     * @param policy the name of the policy that denied
     * @param result its decision
     */
    public RateLimitExceededException(String policy, RateLimitResult result) {
        super("Rate limit exceeded: policy \"" + policy + "\" admits " + result.limit()
                + " requests a window, retry after " + result.retryAfter().toMillis() + " ms");
        this.policy = policy;
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
     * Returns the decision.
     *
     * @return the decision of the policy that denied
     */
    public RateLimitResult result() {
        return result;
    }
}
