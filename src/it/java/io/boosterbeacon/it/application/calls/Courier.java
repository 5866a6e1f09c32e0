package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An enterprise bean whose calls run on threads of the container. */
@Stateless
public class Courier {
    /** Runs until the latch is opened. */
    @Asynchronous
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public Future<String> deliver(CountDownLatch began, CountDownLatch end) throws InterruptedException {
        began.countDown();
        return new AsyncResult<>(end.await(10, TimeUnit.SECONDS) ? "delivered" : "lost");
    }

    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public void stumble() {
        throw new IllegalStateException("broken on purpose");
    }

    /** A caller learns of no denial. */
    @Asynchronous
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public void call(AtomicInteger calls) {
        calls.incrementAndGet();
    }
}
