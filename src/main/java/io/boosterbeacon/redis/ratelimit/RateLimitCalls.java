package io.boosterbeacon.redis.ratelimit;

/**
 * Finds the call that the current thread makes, to charge it for what is known only inside. An
 * {@code @ApplicationScoped} bean, safe for use by many threads. For example, a resource that streams its answer:
 *
 * <pre>{@code
 * @GET
 * @RateLimit(name = "tokens", value = 100_000, costResolver = Tokens.class)
 * public StreamingOutput answer() {
 *     RateLimitCall call = calls.current("tokens");
 *     return out -> model.answer(token -> {
 *         call.charge(1);
 *         out.write(token);
 *     });
 * }
 * }</pre>
 */
public interface RateLimitCalls {
    /**
     * Returns the innermost call of a policy with a {@link RateLimit#costResolver()}: of a limited bean that the current
     * thread is calling, or else of its request. Call this on the thread on which the method has begun; the result may be
     * passed to other threads.
     *
     * @param policy the policy's name; {@code default} for an annotation without one
     * @return the call; one without effect if no such policy has counted a call of this thread, for instance because it is
     *     disabled, or because the call runs on another thread. The log says so at level {@code DEBUG}
     */
    RateLimitCall current(String policy);
}
