package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.RedisException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Decides whether requests to other services may be sent now, and lets them wait otherwise. Thread-safe. */
final class OutgoingQuota {
    /** Leaves room for prefixes in the keys of {@link RateLimiter}. */
    static final int MAX_KEY = 400;

    private static final String PREFIX = "outgoing ";
    private static final Duration MIN_PAUSE = Duration.ofMillis(1);

    private final RateLimiter limiter;
    private final RemoteBlocks blocks;
    private final String policy;
    private final long limit;
    private final Duration window;
    private final Duration maxWait;
    private final boolean failWithoutStore;
    private final InstantSource clock;

    OutgoingQuota(RateLimitClientFilter.Builder builder) {
        limiter = builder.limiter;
        blocks = new RemoteBlocks(builder.limiter, builder.maxBlock);
        policy = builder.policy;
        limit = builder.limit;
        window = builder.window;
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
        long began = System.nanoTime();
        Optional<RateLimitExceededException> denial = attempt(key);
        while (denial.isPresent()) {
            Duration left = maxWait.minusNanos(System.nanoTime() - began);
            Duration pause = denial.get().result().retryAfter();
            if (pause.compareTo(left) > 0 || !pause(pause)) {
                throw denial.get();
            }
            denial = attempt(key);
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

    private Optional<RateLimitExceededException> attempt(String key) {
        try {
            Optional<Duration> blocked = blocks.remaining(PREFIX + key);
            if (blocked.isPresent()) {
                Duration time = blocked.get();
                return Optional.of(denial(
                        time,
                        new RateLimitResult(true, limit, 0, 0, clock.instant().plus(time), time)));
            }
            if (limit == 0) {
                return Optional.empty();
            }
            RateLimitResult result = limiter.tryAcquire(PREFIX + key, limit, window);
            return result.limited() ? Optional.of(denial(window, result)) : Optional.empty();
        } catch (RedisException e) {
            if (failWithoutStore || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private RateLimitExceededException denial(Duration length, RateLimitResult result) {
        return new RateLimitExceededException(policy, length, result);
    }

    private static boolean pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep((time.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : time).toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
