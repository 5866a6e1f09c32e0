package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.PolicyAlgorithm;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Converts policies to the algorithms of the store. */
final class Algorithms {
    private Algorithms() {}

    static Algorithm of(RateLimitPolicy policy) {
        PolicyAlgorithm by = policy.algorithm();
        return of(by.kind(), policy.limit(), policy.window(), by.burst(), by.zone());
    }

    static Algorithm of(QuotaPolicy policy) {
        return of(policy.algorithm(), policy.limit(), policy.window(), policy.burst(), policy.zone());
    }

    /**
     * The time in which a policy admits its capacity once: for a token bucket, the time in which its burst accrues. Zero
     * if permits end with the call.
     */
    static Duration window(Algorithm algorithm) {
        if (algorithm instanceof Algorithm.TokenBucket bucket) {
            return bucket.accrual(bucket.burst());
        }
        return algorithm.endsWithCall() ? Duration.ZERO : algorithm.length();
    }

    private static Algorithm of(
            RateLimitAlgorithm kind, long limit, Duration window, long burst, Optional<ZoneId> zone) {
        return switch (kind) {
            case FIXED_WINDOW ->
                zone.isPresent()
                        ? new Algorithm.CalendarWindow(limit, window, zone.get())
                        : new Algorithm.FixedWindow(limit, window);
            case SLIDING_WINDOW -> new Algorithm.SlidingWindow(limit, window);
            case TOKEN_BUCKET -> new Algorithm.TokenBucket(limit, window, burst);
            case CONCURRENCY -> new Algorithm.Concurrency(limit, window);
        };
    }
}
