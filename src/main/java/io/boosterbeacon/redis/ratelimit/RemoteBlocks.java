package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys that remote services have blocked. All nodes share them through the store, and each remembers those that it
 * knows of. Thread-safe.
 */
final class RemoteBlocks {
    private static final String SUFFIX = " blocked";
    private static final int MAX_KNOWN = 1_000;

    private final RateLimiter limiter;
    private final Duration max;
    /** When blocks end, by {@link System#nanoTime}. */
    private final ConcurrentMap<String, Long> known = new ConcurrentHashMap<>();

    RemoteBlocks(RateLimiter limiter, Duration max) {
        this.limiter = limiter;
        this.max = max;
    }

    /** How long a key is still blocked; empty if it is not. */
    Optional<Duration> remaining(String key) {
        Duration time = knownTime(key);
        if (isOver(time)) {
            time = limiter.status(key + SUFFIX).ttl();
            if (isOver(time)) {
                return Optional.empty();
            }
            remember(key, time);
        }
        return Optional.of(time);
    }

    /** Blocks a key for a time, at most for the longest that is accepted. Never shortens a block. */
    void block(String key, Duration time) {
        Duration bounded = time.compareTo(max) > 0 ? max : roundedUp(time);
        if (isOver(bounded)) {
            return;
        }
        remember(key, bounded);
        if (limiter.status(key + SUFFIX).ttl().compareTo(bounded) < 0) {
            limiter.reset(key + SUFFIX);
            limiter.penalize(key + SUFFIX, 1, bounded);
        }
    }

    private static boolean isOver(Duration time) {
        return time.isNegative() || time.isZero();
    }

    private static Duration roundedUp(Duration time) {
        return Duration.ofMillis(time.plusNanos(999_999).toMillis());
    }

    private Duration knownTime(String key) {
        Long end = known.get(key);
        if (end == null) {
            return Duration.ZERO;
        }
        Duration time = Duration.ofNanos(end - System.nanoTime());
        if (isOver(time)) {
            known.remove(key, end);
        }
        return time;
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
