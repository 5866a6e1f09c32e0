package io.boosterbeacon.redis.ratelimit;

/**
 * Determines what a call costs: what it reserves before it runs, and what it has really cost when it has ended. Implement
 * it as a CDI bean that is safe for use by many threads, and name it in {@link RateLimit#costResolver()}.
 *
 * <p>A cost that is known only inside the call, such as the tokens of a streamed answer, is told by
 * {@link RateLimitCall#charge}; {@link RateLimitCalls} finds the call. Then {@link #cost} is all that a resolver needs.
 */
@FunctionalInterface
public interface RateLimitCostResolver {
    /**
     * Returns the cost to reserve for a call. The call is admitted only if the policy has as many permits left. An
     * exception is thrown to the caller of the limited method, and nothing is counted; so is an
     * {@link IllegalStateException} for a negative cost.
     *
     * @param call the call that is about to begin. Inject what else it depends on, for instance
     *     {@code HttpServletRequest}
     * @return the cost. More than {@link RateLimitCall#capacity()} counts as the capacity: such a call is admitted only
     *     while nothing else is counted. To refuse such a call, throw an exception. With 0, the policy neither counts nor
     *     denies the call, and does not settle it
     */
    long cost(RateLimitCall call);

    /**
     * Returns what an admitted call has really cost. Called once, when the method of a bean has returned or thrown, when
     * the stage that it returns has completed, or when the response was written or its client has hung up. If the call
     * ends on the thread on which it began, this method is called there; otherwise on a thread of the library, without a
     * request.
     *
     * <p>A smaller cost than the reserved one gives permits back, unless their window has ended. A larger one takes more,
     * at most up to the capacity.
     *
     * <p>The method may wait, for a database for instance. The library has 16 threads for it, and lets 1,000 further calls
     * wait for one. It does not ask about calls beyond these, nor about those that still wait when the application ends:
     * they cost what they were charged, or else what was reserved, and a warning is logged.
     *
     * <p>Not called if the call was denied, or admitted without being counted because the store did not answer. After an
     * exception and for a negative cost, what was reserved stays taken, and a warning is logged.
     *
     * @param call the same object as for {@link #cost}
     * @param outcome how the call has ended
     * @return the cost; unless overridden, what the call was charged, or else what was reserved
     */
    default long settle(RateLimitCall call, RateLimitOutcome outcome) {
        return call.charged().orElse(call.reserved());
    }
}
