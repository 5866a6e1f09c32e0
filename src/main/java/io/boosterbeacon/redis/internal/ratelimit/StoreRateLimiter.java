package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rate limiter for keys that the application chooses. The asynchronous methods serve {@code AsyncRedisService}. */
public final class StoreRateLimiter implements RateLimiter {
    private static final String POLICY = "default";
    private static final int MAX_KEY = 512;

    /** For operations on whichever window there is: its limit and length have no effect. */
    private static final QuotaPolicy ANY = QuotaPolicy.fixedWindow(Members.MAX_COUNT, Members.MAX_DURATION);

    private final RateLimitStore store;
    private final ApplicationSettings application;
    private final InstantSource clock;
    private final RunningCalls running;
    private final WaitingLines lines;

    /** @param lines of the same store */
    public StoreRateLimiter(
            RateLimitStore store,
            ApplicationSettings application,
            InstantSource clock,
            RunningCalls running,
            WaitingLines lines) {
        this.store = store;
        this.application = application;
        this.clock = clock;
        this.running = running;
        this.lines = lines;
    }

    @Override
    public RateLimitResult tryAcquire(String key, long limit, Duration window) {
        return tryAcquire(key, limit, window, 1);
    }

    @Override
    public RateLimitResult tryAcquire(String key, long limit, Duration window, long cost) {
        return tryAcquire(key, QuotaPolicy.fixedWindow(limit, window), cost);
    }

    /** As {@link #tryAcquire(String, long, Duration)}, without waiting. */
    public CompletionStage<RateLimitResult> tryAcquireAsync(String key, long limit, Duration window) {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(limit, window);
        return decide(key, policy, 1).thenApply(decisions -> result(policy, decisions.get(0)));
    }

    @Override
    public RateLimitResult tryAcquire(String key, QuotaPolicy policy) {
        return tryAcquire(key, policy, 1);
    }

    @Override
    public RateLimitResult tryAcquire(String key, QuotaPolicy policy, long cost) {
        return result(policy, Answers.await(decide(key, policy, cost)).get(0));
    }

    private CompletionStage<List<Decision>> decide(String key, QuotaPolicy policy, long cost) {
        String subject = subject(key);
        requireCounting(policy);
        return store.tryAcquire(subject, List.of(request(policy, cost)));
    }

    @Override
    public RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait) {
        String subject = subject(key);
        CompletableFuture<Decision> answer = lines.acquire(subject, request(policy, 1), requireWait(maxWait));
        try {
            return permit(subject, policy, Answers.await(answer));
        } catch (CallerInterruptedException e) {
            // the line gives back what it takes for a caller that has gone
            answer.cancel(false);
            throw e;
        }
    }

    @Override
    public CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait) {
        String subject = subject(key);
        CompletableFuture<Decision> answer = lines.acquire(subject, request(policy, 1), requireWait(maxWait));
        CompletableFuture<RateLimitPermit> result = new CompletableFuture<>();
        CompletableFuture<Void> unused = answer.handle((decision, failure) -> {
            if (decision != null) {
                complete(result, subject, policy, decision);
            } else if (failure != null) {
                result.completeExceptionally(failure);
            }
            return null;
        });
        // the line gives back what it takes for a caller that has gone
        CompletableFuture<Boolean> unusedToo =
                result.handle((permit, failure) -> result.isCancelled() && answer.cancel(false));
        return result;
    }

    private void complete(
            CompletableFuture<RateLimitPermit> result, String subject, QuotaPolicy policy, Decision decision) {
        try {
            RateLimitPermit permit = permit(subject, policy, decision);
            if (!result.complete(permit)) {
                permit.close();
                CompletionStage<Void> unused = store.giveBack(decision.receipt());
            }
        } catch (RateLimitExceededException e) {
            result.completeExceptionally(e);
        }
    }

    private RateLimitPermit permit(String subject, QuotaPolicy policy, Decision decision) {
        RateLimitResult result = result(policy, decision);
        if (result.limited()) {
            boolean concurrency = policy.algorithm() == RateLimitAlgorithm.CONCURRENCY;
            throw new RateLimitExceededException(POLICY, concurrency ? Duration.ZERO : policy.window(), result);
        }
        AdmittedCall call = policy.algorithm() == RateLimitAlgorithm.CONCURRENCY
                ? running.begin(List.of(decision.receipt()), policy.window(), CallOutcome.UNIMPORTANT)
                : AdmittedCall.withoutPermits();
        return new HeldPermit(result, decision.receipt(), store, call, () -> lines.wake(subject, policyId(policy)));
    }

    private RateLimitResult result(QuotaPolicy policy, Decision decision) {
        return RateLimitDecider.result(policy.limit(), decision, clock);
    }

    @Override
    public RateLimitStatus status(String key) {
        return status(key, ANY);
    }

    @Override
    public RateLimitStatus status(String key, QuotaPolicy policy) {
        return Answers.await(adjust(key, policy, 0).thenApply(StoreRateLimiter::status));
    }

    /** As {@link #status(String)}, without waiting. */
    public CompletionStage<RateLimitStatus> statusAsync(String key) {
        return adjust(key, ANY, 0).thenApply(StoreRateLimiter::status);
    }

    @Override
    public void reset(String key) {
        reset(key, ANY);
    }

    @Override
    public void reset(String key, QuotaPolicy policy) {
        String subject = subject(key);
        Answers.await(store.reset(subject, policyId(policy), Algorithms.of(policy)));
        lines.wake(subject, policyId(policy));
    }

    @Override
    public RateLimitStatus penalize(String key, long amount, Duration window) {
        // a penalty is counted regardless of the limit
        return penalize(key, QuotaPolicy.fixedWindow(Members.MAX_COUNT, window), amount);
    }

    @Override
    public RateLimitStatus penalize(String key, QuotaPolicy policy, long amount) {
        return change(key, policy, requireInRange("amount", amount, Members.MAX_COUNT));
    }

    @Override
    public RateLimitStatus refund(String key, long amount) {
        return refund(key, ANY, amount);
    }

    @Override
    public RateLimitStatus refund(String key, QuotaPolicy policy, long amount) {
        return change(key, policy, -requireInRange("amount", amount, Members.MAX_COUNT));
    }

    private RateLimitStatus change(String key, QuotaPolicy policy, long amount) {
        requireCounting(policy);
        return status(Answers.await(adjust(key, policy, amount)));
    }

    private CompletionStage<Usage> adjust(String key, QuotaPolicy policy, long amount) {
        return store.adjust(subject(key), policyId(policy), Algorithms.of(policy), amount);
    }

    @Override
    public void block(String key, QuotaPolicy policy, Duration time) {
        String subject = subject(key);
        if (time.compareTo(Members.MAX_DURATION) > 0 || time.toMillis() < 1) {
            throw new IllegalArgumentException("time is " + time + "; accepted: PT0.001S to " + Members.MAX_DURATION);
        }
        Answers.await(store.block(subject, policyId(policy), Algorithms.of(policy), time));
    }

    @Override
    public void block(String key, QuotaPolicy policy, Instant until) {
        Duration time = Duration.between(clock.instant(), until);
        if (time.compareTo(Members.MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    "until is " + until + "; accepted: at most " + Members.MAX_DURATION + " from now");
        }
        if (time.compareTo(Duration.ofMillis(1)) >= 0) {
            block(key, policy, time);
        }
    }

    private static RateLimitStatus status(Usage usage) {
        return new RateLimitStatus(usage.count(), usage.reset());
    }

    private static Request request(QuotaPolicy policy, long cost) {
        Algorithm algorithm = Algorithms.of(policy);
        requireInRange("cost", cost, algorithm.capacity());
        return new Request(policyId(policy), algorithm, cost, OnStoreFailure.CLOSED);
    }

    /** Each algorithm counts apart. */
    private static String policyId(QuotaPolicy policy) {
        return policy.algorithm() == RateLimitAlgorithm.FIXED_WINDOW
                ? POLICY
                : POLICY + "." + policy.algorithm().name();
    }

    private String subject(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("key has " + key.length() + " characters; accepted: 1 to " + MAX_KEY);
        }
        return application.sharedLimits() ? Digest.of("key", key) : Digest.of("key", application.name(), key);
    }

    private static void requireCounting(QuotaPolicy policy) {
        if (policy.algorithm() == RateLimitAlgorithm.CONCURRENCY) {
            throw new IllegalArgumentException("policy is " + policy
                    + "; accepted: another algorithm, because the permit of a call must be closed;" + " use acquire");
        }
    }

    private static Duration requireWait(Duration maxWait) {
        if (maxWait.isNegative() || maxWait.compareTo(Members.MAX_DURATION) > 0) {
            throw new IllegalArgumentException("maxWait is " + maxWait + "; accepted: PT0S to " + Members.MAX_DURATION);
        }
        return maxWait;
    }

    private static long requireInRange(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: 1 to " + max);
        }
        return value;
    }
}
