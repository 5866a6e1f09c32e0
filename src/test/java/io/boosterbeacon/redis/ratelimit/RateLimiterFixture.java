package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.contract.StoreContract;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What the contracts of {@link RateLimiter} share: a limiter, its key, and policies of all algorithms. */
abstract class RateLimiterFixture extends StoreContract {
    static final Duration HOUR = Duration.ofHours(1);

    /** Who waits so long is not denied at once. */
    static final Duration PAST_ALL_WINDOWS = Duration.ofDays(700);

    final Scheduler timers = new Scheduler();
    final String key = random("key");
    final RateLimiter limiter = limiter();

    @AfterEach
    void close() {
        timers.close();
    }

    /** A limiter of another node each. */
    RateLimiter limiter() {
        return limiter(store().rateLimits());
    }

    RateLimiter limiter(RateLimitStore store) {
        return new StoreRateLimiter(
                store,
                Settings.read(name -> Optional.empty(), problem -> {}).application(),
                InstantSource.system(),
                new RunningCalls(store, timers),
                new WaitingLines(store, timers, System::nanoTime));
    }

    static Stream<QuotaPolicy> counting() {
        return Stream.of(
                QuotaPolicy.fixedWindow(3, HOUR),
                QuotaPolicy.calendarWindow(3, Duration.ofDays(40), ZoneId.of("Asia/Tokyo")),
                QuotaPolicy.slidingWindow(3, Duration.ofDays(300)),
                QuotaPolicy.tokenBucket(1, HOUR, 3));
    }

    static Stream<QuotaPolicy> all() {
        return Stream.concat(counting(), Stream.of(QuotaPolicy.concurrency(3, HOUR)));
    }

    /** Takes all permits of a policy. */
    RateLimitPermit use(QuotaPolicy policy) {
        long capacity = policy.burst() > 0 ? policy.burst() : policy.limit();
        if (policy.algorithm() != RateLimitAlgorithm.CONCURRENCY) {
            return limiter.acquire(key, policy, Duration.ZERO, capacity);
        }
        List<RateLimitPermit> all = new ArrayList<>();
        for (long i = 0; i < capacity; i++) {
            all.add(limiter.acquire(key, policy, Duration.ZERO));
        }
        return all.get(0);
    }
}
