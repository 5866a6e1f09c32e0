package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.RedisException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Decides whether requests to other services may be sent now, and lets them wait otherwise. Thread-safe. */
final class OutgoingQuota {
    /** Leaves room for the prefix in the keys of {@link RateLimiter}. */
    static final int MAX_KEY = 400;

    private static final String PREFIX = "outgoing ";

    private final RateLimiter limiter;
    private final RemoteBlocks blocks;
    private final String name;
    private final QuotaPolicy policy;
    private final Duration maxWait;
    private final boolean failWithoutStore;
    private final InstantSource clock;

    OutgoingQuota(RateLimitClientFilter.Builder builder) {
        limiter = builder.limiter;
        blocks = new RemoteBlocks(builder.limiter, builder.policy, builder.maxBlock);
        name = builder.name;
        policy = builder.policy;
        maxWait = builder.maxWait;
        failWithoutStore = builder.failWithoutStore;
        clock = builder.clock;
    }

    /**
     * Counts a request; waits if that helps.
     *
     * @throws RateLimitExceededException if it would have to wait for too long, or if the thread is interrupted
     */
    void acquire(String key) {
        Duration left = maxWait;
        Duration blocked = blocks.remaining(PREFIX + key);
        if (!blocked.isZero()) {
            if (blocked.compareTo(left) > 0 || !pause(blocked)) {
                throw new RateLimitExceededException(
                        name,
                        blocked,
                        new RateLimitResult(
                                true, policy.limit(), 0, 0, clock.instant().plus(blocked), blocked));
            }
            left = left.minus(blocked);
        }
        try {
            // closing the permit of a window has no effect
            limiter.acquire(PREFIX + key, policy, left).close();
        } catch (RateLimitExceededException e) {
            throw new RateLimitExceededException(name, e.window(), e.result());
        } catch (RedisException e) {
            if (failWithoutStore || Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    /** Stops all requests of a key. A failure of the store leaves the block to this node. */
    void block(String key, Duration time) {
        try {
            blocks.block(PREFIX + key, time);
        } catch (RedisException e) {
            // the limiter has reported the failure
        }
    }

    private static boolean pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
