package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Programmatic rate limits, by the same algorithms as {@link RateLimit}, for keys that the application chooses. Each
 * algorithm has a count of its own for a key; policies of the same algorithm share it. Methods without a policy use fixed
 * windows.
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

    /**
     * Counts one request by a policy. The policy must not be of {@link RateLimitAlgorithm#CONCURRENCY}: use
     * {@link #acquire}, whose permit can be closed.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, QuotaPolicy policy);

    /**
     * Counts a request with a cost by a policy.
     *
     * @param key the subject to count for
     * @param policy the limit; not of {@link RateLimitAlgorithm#CONCURRENCY}
     * @param cost the cost of the request, 1 to the limit, or to the burst of a token bucket
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, QuotaPolicy policy, long cost);

    /**
     * Takes a permit, and waits for it if there is none. Callers of this node that wait for the same key are served in
     * their order; callers of other nodes compete with them. The thread waits, but no other thread does.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait; zero to take a permit only if there is one
     * @return the permit
     * @throws RateLimitExceededException if there is no permit within that time; as soon as that is known
     */
    RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait);

    /**
     * Takes a permit as {@link #acquire} does, without a thread that waits.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait
     * @return a stage that completes with the permit, or fails with a {@link RateLimitExceededException} or a
     *     {@code RedisException}
     */
    CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait);

    /**
     * Returns the current count of a key. Does not count a request.
     *
     * @param key the key
     * @param policy the policy that counts
     * @return the permits in use, and the time until none is
     */
    RateLimitStatus status(String key, QuotaPolicy policy);

    /**
     * Removes the count of a key, and its block.
     *
     * @param key the key
     * @param policy the policy that counts
     */
    void reset(String key, QuotaPolicy policy);

    /**
     * Adds to the count of a key, even beyond its limit. Has no effect on a blocked key.
     *
     * @param key the key
     * @param policy the policy that counts; not of {@link RateLimitAlgorithm#CONCURRENCY}
     * @param amount the amount to add, at least 1
     * @return the state afterwards
     */
    RateLimitStatus penalize(String key, QuotaPolicy policy, long amount);

    /**
     * Subtracts from the count of a key, down to 0. Has no effect on a blocked key.
     *
     * @param key the key
     * @param policy the policy that counts; not of {@link RateLimitAlgorithm#CONCURRENCY}
     * @param amount the amount to subtract, at least 1
     * @return the state afterwards
     */
    RateLimitStatus refund(String key, QuotaPolicy policy, long amount);

    /**
     * Denies all requests of a key for a time, on all nodes within a second. What the key has counted stays and ends as
     * without the block; calls that run keep their permits. A shorter block does not end a longer one: only
     * {@link #reset(String, QuotaPolicy)} ends it.
     *
     * @param key the key
     * @param policy the policy that denies
     * @param time the length of the block, 1 ms to 3,660 days
     */
    void block(String key, QuotaPolicy policy, Duration time);

    /**
     * Denies all requests of a key until a moment of this node's clock. A moment in the past has no effect.
     *
     * @param key the key
     * @param policy the policy that denies
     * @param until the end of the block, at most 3,660 days from now
     */
    void block(String key, QuotaPolicy policy, Instant until);
}
