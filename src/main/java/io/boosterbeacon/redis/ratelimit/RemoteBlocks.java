package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys that remote services have blocked. The limiter shares the blocks with all nodes and all filters, whatever their
 * limits. This node remembers those that it has made, so that they are in force without a round trip, and if the store
 * fails. Thread-safe.
 */
final class RemoteBlocks {
    /** Blocks have a policy of their own, which admits more requests than any client sends. */
    static final QuotaPolicy POLICY = QuotaPolicy.fixedWindow(QuotaPolicy.MAX_LIMIT, Duration.ofSeconds(1))
            .named("blocks");

    private static final int MAX_KNOWN = 1_000;

    private final RateLimiter limiter;
    private final Duration max;
    /** When blocks end, by {@link System#nanoTime}. */
    private final ConcurrentMap<String, Long> known = new ConcurrentHashMap<>();

    /** @param max the longest block */
    RemoteBlocks(RateLimiter limiter, Duration max) {
        this.limiter = limiter;
        this.max = max;
    }

    /** How long this node knows that a key is still blocked; zero if it does not. */
    Duration remaining(String key) {
        Long end = known.get(key);
        if (end == null) {
            return Duration.ZERO;
        }
        long time = end - System.nanoTime();
        if (time <= 0) {
            known.remove(key, end);
            return Duration.ZERO;
        }
        return Duration.ofNanos(time);
    }

    /** Blocks a key for a time, at most for the longest that is accepted. Does not shorten a block of this node. */
    void block(String key, Duration time) {
        Duration bounded = time.compareTo(max) > 0 ? max : roundedUp(time);
        if (bounded.compareTo(remaining(key)) > 0) {
            remember(key, bounded);
            limiter.block(key, POLICY, bounded);
        }
    }

    private static Duration roundedUp(Duration time) {
        return Duration.ofMillis(time.plusNanos(999_999).toMillis());
    }

    private void remember(String key, Duration time) {
        long now = System.nanoTime();
        if (known.size() >= MAX_KNOWN) {
            known.values().removeIf(end -> end - now <= 0);
        }
        // beyond the bound, the store is asked
        if (known.size() < MAX_KNOWN) {
            known.merge(key, now + time.toNanos(), (one, other) -> one - other > 0 ? one : other);
        }
    }
}
