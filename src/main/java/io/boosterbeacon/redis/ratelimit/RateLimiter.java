package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;

/**
 * Limits by hand: the same fixed windows as {@link RateLimit}, for keys of the application's own.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. Each call is one round trip, waits at most
 * {@code beacon.ratelimit.timeout} and throws {@code RedisException} if the store fails. Keys are hashed before they are
 * stored; 1 to 512 characters. Arguments out of range throw {@link IllegalArgumentException}.
 */
public interface RateLimiter {
    /**
     * Counts one request, if the window still admits it.
     *
     * @param key whom or what to count for
     * @param limit how many requests a window admits, at least 1
     * @param window the length of the window, at least one millisecond
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, long limit, Duration window);

    /**
     * Counts a request of a given cost, if the window still admits all of it.
     *
     * @param key whom or what to count for
     * @param limit how much a window admits, at least 1
     * @param window the length of the window, at least one millisecond
     * @param cost how much to count, 1 to the limit
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, long limit, Duration window, long cost);

    /**
     * Tells how far a key is used. Never counts.
     *
     * @param key the key
     * @return the state of the key's current window
     */
    RateLimitStatus status(String key);

    /**
     * Forgets a key: its next request begins a new window.
     *
     * @param key the key
     */
    void reset(String key);

    /**
     * Counts more against a key, beyond its limit if need be: failed logins, for instance.
     *
     * @param key the key
     * @param amount how much to count, at least 1
     * @param window the length of the window if the key has none yet, at least one millisecond
     * @return the state of the key's window afterwards
     */
    RateLimitStatus penalize(String key, long amount, Duration window);

    /**
     * Gives back what was counted in the current window, down to 0.
     *
     * @param key the key
     * @param amount how much to give back, at least 1
     * @return the state of the key's window afterwards
     */
    RateLimitStatus refund(String key, long amount);
}
