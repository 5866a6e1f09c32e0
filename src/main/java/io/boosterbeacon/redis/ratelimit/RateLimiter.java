package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Programmatic rate limits, by the same algorithms as {@link RateLimit}, for keys that the application chooses.
 * Policies with different {@linkplain QuotaPolicy#named names} or algorithms count apart for a key; policies with the
 * same name and algorithm share a count. Methods without a policy use fixed windows without a name.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. Each call is one round trip, waits at most
 * {@code beacon.ratelimit.timeout} and throws a {@code RedisException} if the store fails, or if the thread is
 * interrupted; {@link #acquire} may take more round trips and waits longer. A key has 1 to 512 characters, and is
 * hashed before it is stored. An argument out of range throws an {@link IllegalArgumentException} that names it, its
 * value and what is accepted; an argument that is null throws a {@link NullPointerException} that names it. Amounts and
 * costs are at most 2<sup>53</sup> - 1, times at most 3,660 days; parts of a millisecond are ignored, except in waits.
 *
 * <p>Rules of {@link RateLimits} do not apply here.
 */
public interface RateLimiter {
    /**
     * Counts one request if the window still admits it.
     *
     * @param key the subject to count for
     * @param limit how many requests a window admits, 1 to 2<sup>53</sup> - 1
     * @param window the length of the window, 1 ms to 3,660 days
     * @return the decision
     */
    RateLimitResult tryAcquire(String key, long limit, Duration window);

    /**
     * Counts a request with a cost if the window still admits the whole cost.
     *
     * @param key the subject to count for
     * @param limit the total cost that a window admits, 1 to 2<sup>53</sup> - 1
     * @param window the length of the window, 1 ms to 3,660 days
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
     * Ends the current window of a key. Its next request begins a new one. Callers that wait are served at once.
     *
     * @param key the key
     */
    void reset(String key);

    /**
     * Adds to the count of a key, even beyond its limit, for instance after a failed login.
     *
     * @param key the key
     * @param amount the amount to add, 1 to 2<sup>53</sup> - 1
     * @param window the length of the window if the key has none yet, 1 ms to 3,660 days
     * @return the state of the key's window afterwards
     */
    RateLimitStatus penalize(String key, long amount, Duration window);

    /**
     * Subtracts from the count of the current window, down to 0. Callers that wait are served at once.
     *
     * @param key the key
     * @param amount the amount to subtract, 1 to 2<sup>53</sup> - 1
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
     * Counts one request by several policies of a key at once, all or nothing: if one of them denies the request, none
     * counts it. One round trip.
     *
     * @param key the subject to count for
     * @param policies 1 to 16 policies with different {@linkplain QuotaPolicy#name() names}, none of
     *     {@link RateLimitAlgorithm#CONCURRENCY}
     * @return the decision of the policy that denies the request, with the longest time to wait if several do; if it is
     *     admitted, that of the policy with the fewest permits left
     */
    RateLimitResult tryAcquire(String key, List<QuotaPolicy> policies);

    /**
     * Counts a request with a cost by several policies of a key at once, all or nothing.
     *
     * @param key the subject to count for
     * @param policies as for {@link #tryAcquire(String, List)}
     * @param cost the cost of the request for each policy, 1 to the smallest of their limits, or bursts of token
     *     buckets
     * @return the decision, as for {@link #tryAcquire(String, List)}
     */
    RateLimitResult tryAcquire(String key, List<QuotaPolicy> policies, long cost);

    /**
     * Takes a permit, and waits for it if there is none: {@link #acquire(String, QuotaPolicy, Duration, long)} with the
     * cost 1.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait, at most 3,660 days; zero to take a permit only if there is one
     * @return the permit
     * @throws RateLimitExceededException if there is no permit within that time
     */
    RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait);

    /**
     * Takes permits, and waits for them if there are too few. The thread waits, but no other thread does.
     *
     * <p>Callers of this node that wait for the same key and policy are served in their order, whatever their cost: a
     * large cost waits no longer because small ones follow. Callers of other nodes compete with them. Callers that do
     * not wait, in {@link #tryAcquire} or with a {@code maxWait} of zero, do not stand in line: they take permits while
     * others wait. If 10,000 callers of this node wait already, one more is decided at once.
     *
     * <p>The wait ends after {@code maxWait} at the latest, also if the store has not answered by then; less than 5 ms
     * counts as 5 ms. It ends sooner
     *
     * <ul>
     *   <li>with a denial, if the store has told for this cost that there are no permits in time. For windows and
     *       buckets that is known at once. Permits that somebody gives back later, by {@link #refund}, {@link #reset}
     *       or {@link RateLimitPermit#settle}, come too late then. Nobody knows when running calls end:
     *       {@link RateLimitAlgorithm#CONCURRENCY} waits until {@code maxWait} is over;
     *   <li>with a {@code RedisException}, if the store fails while it is asked for this caller, or if the application
     *       ends.
     * </ul>
     *
     * <p>Permits that are given back on this node serve those that wait at once; permits that are given back on other
     * nodes within a second, those of running calls within 100 ms. Waiting costs one round trip for each of these
     * times, and one for each caller that is served.
     *
     * <p>If the thread is interrupted, a {@code RedisException} is thrown, and the thread stays interrupted. Permits
     * that arrive too late for any of these reasons are given back.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait, at most 3,660 days; zero to take permits only if there are enough
     * @param cost the permits to take, 1 to the limit, or to the burst of a token bucket; 1 for
     *     {@link RateLimitAlgorithm#CONCURRENCY}
     * @return the permit, to be closed when the work is done
     * @throws RateLimitExceededException if there are no permits within that time. Its result is that of the last
     *     decision about this key and policy, with the time moved on; if there is none, its count is 0
     */
    RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait, long cost);

    /**
     * Takes a permit as {@link #acquire(String, QuotaPolicy, Duration)} does, without a thread that waits.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait, at most 3,660 days
     * @return as for {@link #acquireAsync(String, QuotaPolicy, Duration, long)}
     */
    CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait);

    /**
     * Takes permits as {@link #acquire(String, QuotaPolicy, Duration, long)} does, without a thread that waits. A
     * future that is cancelled, or completed by its owner in another way, leaves the line at once.
     *
     * <p>The stage completes on one of a few threads that the library keeps for this. Stages that depend on it and may
     * block, such as a call of a remote service, belong on an executor of the application:
     * {@code thenApplyAsync(work, executor)}. If they block 32 of these threads, other stages of the library complete
     * late. Callers of {@code acquire} do not depend on these threads.
     *
     * @param key the subject to count for
     * @param policy the limit
     * @param maxWait the longest time to wait, at most 3,660 days
     * @param cost the permits to take, as for {@code acquire}
     * @return a stage that completes with the permit, or fails with a {@link RateLimitExceededException} or a
     *     {@code RedisException}
     */
    CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait, long cost);

    /**
     * Returns the current count of a key. Does not count a request.
     *
     * @param key the key
     * @param policy the policy that counts
     * @return the permits in use, and the time until none is
     */
    RateLimitStatus status(String key, QuotaPolicy policy);

    /**
     * Removes the count of a key, and its block. Callers that wait are served at once.
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
     * @param amount the amount to add, 1 to 2<sup>53</sup> - 1
     * @return the state afterwards
     */
    RateLimitStatus penalize(String key, QuotaPolicy policy, long amount);

    /**
     * Subtracts from the count of a key, down to 0. Callers that wait are served at once. Has no effect on a blocked
     * key.
     *
     * @param key the key
     * @param policy the policy that counts; not of {@link RateLimitAlgorithm#CONCURRENCY}
     * @param amount the amount to subtract, 1 to 2<sup>53</sup> - 1
     * @return the state afterwards
     */
    RateLimitStatus refund(String key, QuotaPolicy policy, long amount);

    /**
     * Denies all requests of a key to a policy for a time, on all nodes within a second; other policies of the key are
     * not affected. What the key has counted stays and ends as without the block; calls that run keep their permits. A
     * shorter block does not end a longer one: only {@link #reset(String, QuotaPolicy)} ends it.
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
