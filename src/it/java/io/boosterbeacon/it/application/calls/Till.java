package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A singleton that many callers can use at once, one of which is admitted. */
@Singleton
@Lock(LockType.READ)
public class Till {
    /** Runs until the latch is opened. */
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY, key = RateLimitKey.GLOBAL)
    public String count(CountDownLatch began, CountDownLatch end) throws InterruptedException {
        began.countDown();
        return end.await(10, TimeUnit.SECONDS) ? "counted" : "lost";
    }
}
