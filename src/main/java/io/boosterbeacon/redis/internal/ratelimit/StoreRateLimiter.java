package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The rate limiter for keys that the application chooses. The asynchronous methods serve {@code AsyncRedisService}. */
public final class StoreRateLimiter implements RateLimiter {
    private static final String POLICY = "default";
    private static final int MAX_KEY = 512;
    private static final long MAX_COUNT = (1L << 53) - 1;
    private static final Duration MAX_WINDOW = Duration.ofDays(3_660);

    /** For operations on whichever window there is: its limit and length have no effect. */
    private static final Algorithm ANY = new Algorithm.FixedWindow(MAX_COUNT, MAX_WINDOW);

    private final RateLimitStore store;
    private final ApplicationSettings application;
    private final InstantSource clock;

    public StoreRateLimiter(RateLimitStore store, ApplicationSettings application, InstantSource clock) {
        this.store = store;
        this.application = application;
        this.clock = clock;
    }

    @Override
    public RateLimitResult tryAcquire(String key, long limit, Duration window) {
        return tryAcquire(key, limit, window, 1);
    }

    @Override
    public RateLimitResult tryAcquire(String key, long limit, Duration window, long cost) {
        return result(limit, Answers.await(acquire(key, limit, window, cost)));
    }

    /** As {@link #tryAcquire(String, long, Duration)}, without waiting. */
    public CompletionStage<RateLimitResult> tryAcquireAsync(String key, long limit, Duration window) {
        return acquire(key, limit, window, 1).thenApply(decisions -> result(limit, decisions));
    }

    private CompletionStage<List<Decision>> acquire(String key, long limit, Duration window, long cost) {
        String subject = subject(key);
        requireInRange("limit", limit, MAX_COUNT);
        requireInRange("cost", cost, limit);
        Request request =
                new Request(POLICY, new Algorithm.FixedWindow(limit, window(window)), cost, OnStoreFailure.CLOSED);
        return store.tryAcquire(subject, List.of(request));
    }

    private RateLimitResult result(long limit, List<Decision> decisions) {
        return RateLimitDecider.result(limit, decisions.get(0), clock);
    }

    @Override
    public RateLimitStatus status(String key) {
        String subject = subject(key);
        return status(Answers.await(store.adjust(subject, POLICY, ANY, 0)));
    }

    /** As {@link #status(String)}, without waiting. */
    public CompletionStage<RateLimitStatus> statusAsync(String key) {
        String subject = subject(key);
        return store.adjust(subject, POLICY, ANY, 0).thenApply(StoreRateLimiter::status);
    }

    @Override
    public void reset(String key) {
        String subject = subject(key);
        Answers.await(store.reset(subject, POLICY, ANY));
    }

    @Override
    public RateLimitStatus penalize(String key, long amount, Duration window) {
        String subject = subject(key);
        requireInRange("amount", amount, MAX_COUNT);
        // a penalty is counted regardless of the limit
        Algorithm counting = new Algorithm.FixedWindow(MAX_COUNT, window(window));
        return status(Answers.await(store.adjust(subject, POLICY, counting, amount)));
    }

    @Override
    public RateLimitStatus refund(String key, long amount) {
        String subject = subject(key);
        requireInRange("amount", amount, MAX_COUNT);
        return status(Answers.await(store.adjust(subject, POLICY, ANY, -amount)));
    }

    private static RateLimitStatus status(Usage usage) {
        return new RateLimitStatus(usage.count(), usage.reset());
    }

    private String subject(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("key has " + key.length() + " characters; accepted: 1 to " + MAX_KEY);
        }
        return application.sharedLimits() ? Digest.of("key", key) : Digest.of("key", application.name(), key);
    }

    private static void requireInRange(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: 1 to " + max);
        }
    }

    private static Duration window(Duration window) {
        if (window.toMillis() < 1 || window.compareTo(MAX_WINDOW) > 0) {
            throw new IllegalArgumentException("window is " + window + "; accepted: PT0.001S to " + MAX_WINDOW);
        }
        return window;
    }
}
