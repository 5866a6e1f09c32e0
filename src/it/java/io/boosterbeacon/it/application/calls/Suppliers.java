package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.Asynchronous;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Limited methods that MicroProfile Fault Tolerance calls on other threads, or several times. */
@ApplicationScoped
public class Suppliers {
    /** The method returns long before the stage ends. */
    @Asynchronous
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public CompletionStage<String> stage(CountDownLatch began, CompletableFuture<String> end) {
        began.countDown();
        return end;
    }

    /** The caller has its future long before the method returns. */
    @Asynchronous
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public Future<String> future(CountDownLatch began, CompletableFuture<String> end) throws Exception {
        began.countDown();
        return CompletableFuture.completedFuture(end.get(10, TimeUnit.SECONDS));
    }

    /** Succeeds at each third attempt. */
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    public String retried(AtomicInteger attempts) {
        return third(attempts);
    }

    /** Succeeds at each third attempt. */
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @Asynchronous
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    public CompletionStage<String> retriedStage(AtomicInteger attempts) {
        return CompletableFuture.completedFuture(third(attempts));
    }

    /** Succeeds at each third attempt, so that no call has failed. */
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
    public String countedIfFailed(AtomicInteger attempts) {
        return third(attempts);
    }

    @Fallback(fallbackMethod = "other")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
    public String replaced(AtomicInteger attempts) {
        attempts.incrementAndGet();
        throw new IllegalStateException("broken on purpose");
    }

    String other(AtomicInteger attempts) {
        return "other";
    }

    private static String third(AtomicInteger attempts) {
        if (attempts.incrementAndGet() % 3 != 0) {
            throw new IllegalStateException("broken on purpose");
        }
        return "ok";
    }
}
