package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides whether requests to other services may be sent now, and lets them wait otherwise. Thread-safe. */
final class OutgoingQuota {
    /** Leaves room for the prefix in the keys of {@link RateLimiter}. */
    static final int MAX_KEY = 400;

    private static final String PREFIX = "outgoing ";

    private final RateLimiter limiter;
    private final RemoteBlocks blocks;
    private final String name;
    /** Null without a limit. */
    private final @Nullable QuotaPolicy limit;
    /** What counts each request: the blocks of its key, and the limit. */
    private final List<QuotaPolicy> policies;

    private final Duration maxWait;
    private final boolean failWithoutStore;
    private final InstantSource clock;
    /** How many requests of a key wait for the limit. */
    private final ConcurrentMap<String, Integer> waiting = new ConcurrentHashMap<>();

    OutgoingQuota(RateLimitClientFilter.Builder builder) {
        limiter = builder.limiter;
        blocks = new RemoteBlocks(builder.limiter, builder.maxBlock);
        name = builder.name;
        limit = builder.policy == null ? null : counted(builder.policy);
        policies = limit == null ? List.of(RemoteBlocks.POLICY) : List.of(RemoteBlocks.POLICY, limit);
        maxWait = builder.maxWait;
        failWithoutStore = builder.failWithoutStore;
        clock = builder.clock;
    }

    /**
     * The policy under a name by which it counts: its own, or else all of its numbers, so that filters with other limits
     * count apart. Hashed, because not every policy is short enough for a name.
     */
    private static QuotaPolicy counted(QuotaPolicy policy) {
        String count = policy.name().equals(QuotaPolicy.UNNAMED) ? policy.toString() : "named " + policy.name();
        return policy.named(
                UUID.nameUUIDFromBytes(count.getBytes(StandardCharsets.UTF_8)).toString());
    }

    /**
     * Counts a request; waits if that helps.
     *
     * @throws RateLimitExceededException if it would have to wait for too long
     * @throws RedisException if the store fails and requests are not sent then, or if the thread is interrupted
     */
    void acquire(String key) {
        try {
            take(PREFIX + key, System.nanoTime() + maxWait.toNanos());
        } catch (RedisException e) {
            if (isThrown()) {
                throw e;
            }
        }
    }

    /** Whether a failure of the store is one of the request. Otherwise it is sent without being counted. */
    private boolean isThrown() {
        return failWithoutStore || Thread.currentThread().isInterrupted();
    }

    private void take(String key, long end) {
        boolean taken = false;
        while (!taken) {
            awaitEndOfBlock(blocks.remaining(key), end);
            // who comes later stands behind those that wait already
            taken = waiting.containsKey(key) ? takeInLine(key, end) : takeNow(key, end);
        }
    }

    /** Counts a request if nothing stops it: one round trip. Returns whether it is counted. */
    private boolean takeNow(String key, long end) {
        RateLimitResult result = limiter.tryAcquire(key, policies);
        if (!result.limited()) {
            return true;
        }
        if (limit == null || result.limit() == RemoteBlocks.POLICY.limit()) {
            awaitEndOfBlock(inStore(result), end);
            return false;
        }
        if (result.retryAfter().compareTo(left(end)) > 0) {
            throw new RateLimitExceededException(name, limit.timeOfCapacity(), result);
        }
        return takeInLine(key, end);
    }

    /** Waits for the limit. Returns false if the key was blocked meanwhile. */
    private boolean takeInLine(String key, long end) {
        waiting.merge(key, 1, Integer::sum);
        RateLimitPermit permit;
        try {
            permit = limiter.acquire(key, policies.get(policies.size() - 1), left(end));
        } catch (RateLimitExceededException e) {
            throw new RateLimitExceededException(name, e.window(), e.result());
        } finally {
            waiting.computeIfPresent(key, (same, others) -> others == 1 ? null : others - 1);
        }
        RateLimitResult blocked;
        try {
            blocked = limiter.tryAcquire(key, RemoteBlocks.POLICY);
        } catch (RedisException e) {
            if (isThrown()) {
                // the request is not sent
                permit.settle(0);
            }
            throw e;
        }
        if (!blocked.limited()) {
            return true;
        }
        permit.settle(0);
        awaitEndOfBlock(inStore(blocked), end);
        return false;
    }

    /** How long the store keeps a block: not zero, even if it ends within this millisecond. */
    private static Duration inStore(RateLimitResult blocked) {
        return blocked.retryAfter().isZero() ? Duration.ofMillis(1) : blocked.retryAfter();
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void awaitEndOfBlock(Duration blocked, long end) {
        if (blocked.isZero()) {
            return;
        }
        if (blocked.compareTo(left(end)) > 0) {
            throw new RateLimitExceededException(
                    name,
                    blocked,
                    new RateLimitResult(
                            true,
                            limit == null ? RemoteBlocks.POLICY.limit() : limit.limit(),
                            0,
                            0,
                            clock.instant().plus(blocked),
                            blocked));
        }
        try {
            TimeUnit.NANOSECONDS.sleep(blocked.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException(
                    RedisErrorType.UNKNOWN_ERROR, "the end of a block: the calling thread was interrupted", e);
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
}
