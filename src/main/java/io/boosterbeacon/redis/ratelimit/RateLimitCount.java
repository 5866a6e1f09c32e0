package io.boosterbeacon.redis.ratelimit;

/**
 * The calls that a {@link RateLimit} counts, by their outcome. A response with a status below 400, and a method that
 * returns, is a success; a response with another status, a method that throws, and a stage or future that completes
 * exceptionally is a failure.
 *
 * <p>The outcome is known only afterwards. So each call takes its permit first, and a call that is not to be counted
 * gives it back when it ends: never more calls are admitted than the limit, even if many run at the same time.
 */
public enum RateLimitCount {
    /** All calls. */
    ALL,
    /** Only failures: for log-ins, where a user with the right password is never denied. */
    FAILURES,
    /** Only successes: for what a user buys or creates, where a mistake in the request costs nothing. */
    SUCCESSES
}
