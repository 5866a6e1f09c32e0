package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;

/**
 * Programmatic rate limits: the same fixed windows as {@link RateLimit}, for keys that the application chooses.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. Each call is one round trip, waits at most
 * {@code beacon.ratelimit.timeout} and throws a {@code RedisException} if the store fails. A key has 1 to 512
 * characters, and is hashed before it is stored. An argument out of range throws an {@link IllegalArgumentException}.
 */
public interface RateLimiter {
    /**
     * Counts one request if the window still admits it.
     *
     * @param key the subject to count for
     * @param limit how many requests a window admits, at least 1
     * @param window the length of the window, at least one millisecond
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, long limit, Duration window);

    /**
     * Counts a request with a cost if the window still admits the whole cost.
     *
     * @param key the subject to count for
     * @param limit the total cost that a window admits, at least 1
     * @param window the length of the window, at least one millisecond
     * @param cost the cost of the request, 1 to the limit
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, long limit, Duration window, long cost);

    /**
     * Returns the current window of a key. Does not count a request.
     *
     * @param key the key
     * @return the state of the key's current window
     */
    RateLimitStatus status(String key);

    /**
     * Ends the current window of a key. Its next request begins a new one.
     *
     * @param key the key
     */
    void reset(String key);

    /**
     * Adds to the count of a key, even beyond its limit, for instance after a failed login.
     *
     * @param key the key
     * @param amount the amount to add, at least 1
     * @param window the length of the window if the key has none yet, at least one millisecond
     * @return the state of the key's window afterwards
     */
    RateLimitStatus penalize(String key, long amount, Duration window);

    /**
     * Subtracts from the count of the current window, down to 0.
     *
     * @param key the key
     * @param amount the amount to subtract, at least 1
     * @return the state of the key's window afterwards
     */
    RateLimitStatus refund(String key, long amount);
}
