package io.boosterbeacon.redis.internal.ratelimit;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A node that holds permits until its JVM is killed. */
final class PermitHolder {
    static final String KEY = "jobs";
    static final QuotaPolicy POLICY = QuotaPolicy.concurrency(60, Duration.ofSeconds(2));

    private PermitHolder() {}

    /** Takes as many permits as the second argument says; then counts itself under {@code holders}. */
    public static void main(String[] args) throws Exception {
        try (Scheduler timers = new Scheduler();
                Store store = RedisStore.connect(Faults.options(args[0], Duration.ofSeconds(20)), Telemetry.NONE)) {
            RateLimiter limiter = limiter(store, timers);
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                limiter.acquire(KEY, POLICY, Duration.ZERO);
            }
            done(store.keyValues().increment("holders", 1, MINUTE));
            new CountDownLatch(1).await();
        }
    }

    static RateLimiter limiter(Store store, Scheduler timers) {
        return new StoreRateLimiter(
                store.rateLimits(),
                Settings.read(name -> Optional.empty(), problem -> {}).application(),
                InstantSource.system(),
                new RunningCalls(store.rateLimits(), timers),
                new WaitingLines(store.rateLimits(), timers, System::nanoTime));
    }
}
