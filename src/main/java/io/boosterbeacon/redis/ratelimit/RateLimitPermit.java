package io.boosterbeacon.redis.ratelimit;

/**
 * What {@link RateLimiter#acquire} has taken. Close it when the work is done: that ends a permit of
 * {@link RateLimitAlgorithm#CONCURRENCY}, which is renewed until then, for at most a day. Permits of other algorithms stay taken. Safe for
 * use by many threads.
 */
public interface RateLimitPermit extends AutoCloseable {
    /**
     * Returns the decision that has taken the permit.
     *
     * @return a decision that is not limited
     */
    RateLimitResult result();

    /**
     * Replaces the cost by what the work has really cost. A smaller cost gives permits back; a larger one takes more,
     * at most up to the capacity. Callers that wait for the permits are served at once. Has no effect after the end of
     * the window, for {@link RateLimitAlgorithm#CONCURRENCY}, and after the first call. One round trip, which this
     * method does not wait for. If the store cannot be asked, this is repeated until the window ends; if its answer is
     * lost, it is not, because to give back twice would admit too many: the cost may stay.
     *
     * @param cost the cost, 0 to 2<sup>53</sup> - 1; another one throws an {@link IllegalArgumentException}
     */
    void settle(long cost);

    /**
     * Ends a permit of running calls; callers that wait for it are served at once. One round trip, which this method
     * does not wait for. If the store fails, this is repeated until it answers or the permit has ended after its expiry.
     * Later calls have no effect, and neither has this for other algorithms.
     */
    @Override
    void close();
}
