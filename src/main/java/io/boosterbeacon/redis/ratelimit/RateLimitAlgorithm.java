package io.boosterbeacon.redis.ratelimit;

/**
 * The algorithm by which a {@link RateLimit} counts. All of them decide by the clock of the store, and admit exactly
 * what they say, over all nodes.
 */
public enum RateLimitAlgorithm {
    /**
     * A window begins with the first request that it counts, and admits {@link RateLimit#value()} requests until it ends.
     * At the seam of two windows, twice as many may come close together. With {@link RateLimit#aligned()}, windows begin
     * and end with the calendar.
     */
    FIXED_WINDOW,
    /**
     * Counts in two adjacent windows. The previous one counts by the share of it that is less than a window's length ago,
     * as if its requests had come evenly. There is no seam at which twice as many are admitted.
     */
    SLIDING_WINDOW,
    /**
     * {@link RateLimit#value()} permits accrue evenly in each window's length; up to {@link RateLimit#burst()} of them
     * are kept for requests that come at once.
     */
    TOKEN_BUCKET,
    /**
     * At most {@link RateLimit#value()} calls run at the same time. A permit is given back when the response, or the stage or
     * future that the call returns, ends. The permits of a node that has crashed end after {@link RateLimit#window()}; running
     * calls renew theirs, for at most a day.
     */
    CONCURRENCY
}
