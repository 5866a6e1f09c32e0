package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** The rate limiter for keys that the application chooses. The asynchronous methods serve {@code AsyncRedisService}. */
public final class StoreRateLimiter implements RateLimiter {
    /** For operations on whichever window there is: its limit and length have no effect. */
    private static final QuotaPolicy ANY = QuotaPolicy.fixedWindow(Members.MAX_COUNT, Members.MAX_DURATION);

    private final RateLimitStore store;
    private final KeySubjects subjects;
    private final InstantSource clock;
    private final Permits permits;
    private final WaitingLines lines;

    /** @param lines of the same store */
    public StoreRateLimiter(
            RateLimitStore store,
            ApplicationSettings application,
            InstantSource clock,
            RunningCalls running,
            WaitingLines lines) {
        this.store = store;
        this.subjects = new KeySubjects(application);
        this.clock = clock;
        this.permits = new Permits(store, clock, running, lines);
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
        return store.tryAcquire(subject, List.of(request(LimiterArguments.counting(policy), cost)));
    }

    @Override
    public RateLimitResult tryAcquire(String key, List<QuotaPolicy> policies) {
        return tryAcquire(key, policies, 1);
    }

    @Override
    public RateLimitResult tryAcquire(String key, List<QuotaPolicy> policies, long cost) {
        String subject = subject(key);
        List<QuotaPolicy> all = LimiterArguments.counting(policies);
        List<Request> requests =
                all.stream().map(policy -> request(policy, cost)).toList();
        List<Decision> decisions = Answers.await(store.tryAcquire(subject, requests));
        List<Verdict.Result> results = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            QuotaPolicy policy = all.get(i);
            Duration window = Algorithms.window(Algorithms.of(policy));
            results.add(new Verdict.Result(policy.name(), subject, window, result(policy, decisions.get(i))));
        }
        return new Verdict(results, false).tightest().orElseThrow().decision();
    }

    @Override
    public RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait) {
        return acquire(key, policy, maxWait, 1);
    }

    @Override
    public RateLimitPermit acquire(String key, QuotaPolicy policy, Duration maxWait, long cost) {
        return permits.await(wish(key, policy, cost), LimiterArguments.wait(maxWait));
    }

    @Override
    public CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait) {
        return acquireAsync(key, policy, maxWait, 1);
    }

    @Override
    public CompletionStage<RateLimitPermit> acquireAsync(String key, QuotaPolicy policy, Duration maxWait, long cost) {
        return permits.later(wish(key, policy, cost), LimiterArguments.wait(maxWait));
    }

    private Permits.Wish wish(String key, QuotaPolicy policy, long cost) {
        return new Permits.Wish(subject(key), policy, request(policy, cost));
    }

    private RateLimitResult result(QuotaPolicy policy, Decision decision) {
        return RateLimitDecider.result(Algorithms.of(policy), decision, clock);
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
        String policyId = policyId(policy);
        Answers.await(store.reset(subject, policyId, Algorithms.of(policy)));
        lines.wake(subject, policyId);
    }

    @Override
    public RateLimitStatus penalize(String key, long amount, Duration window) {
        // a penalty is counted regardless of the limit
        return penalize(key, QuotaPolicy.fixedWindow(Members.MAX_COUNT, window), amount);
    }

    @Override
    public RateLimitStatus penalize(String key, QuotaPolicy policy, long amount) {
        return change(key, policy, LimiterArguments.amount(amount));
    }

    @Override
    public RateLimitStatus refund(String key, long amount) {
        return refund(key, ANY, amount);
    }

    @Override
    public RateLimitStatus refund(String key, QuotaPolicy policy, long amount) {
        RateLimitStatus status = change(key, policy, -LimiterArguments.amount(amount));
        lines.wake(subject(key), policyId(policy));
        return status;
    }

    private RateLimitStatus change(String key, QuotaPolicy policy, long amount) {
        return status(Answers.await(adjust(key, LimiterArguments.counting(policy), amount)));
    }

    private CompletionStage<Usage> adjust(String key, QuotaPolicy policy, long amount) {
        return store.adjust(subject(key), policyId(policy), Algorithms.of(policy), amount);
    }

    @Override
    public void block(String key, QuotaPolicy policy, Duration time) {
        String subject = subject(key);
        String policyId = policyId(policy);
        Answers.await(store.block(subject, policyId, Algorithms.of(policy), LimiterArguments.time(time)));
    }

    @Override
    public void block(String key, QuotaPolicy policy, Instant until) {
        String subject = subject(key);
        String policyId = policyId(policy);
        Duration time = Duration.between(clock.instant(), Objects.requireNonNull(until, "until"));
        if (time.compareTo(Members.MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    "until is " + until + "; accepted: at most " + Members.MAX_DURATION + " from now");
        }
        if (time.compareTo(Duration.ofMillis(1)) >= 0) {
            Answers.await(store.block(subject, policyId, Algorithms.of(policy), time));
        }
    }

    private static RateLimitStatus status(Usage usage) {
        return new RateLimitStatus(usage.count(), usage.reset());
    }

    private static Request request(QuotaPolicy policy, long cost) {
        Algorithm algorithm = Algorithms.of(Objects.requireNonNull(policy, "policy"));
        long most = algorithm.endsWithCall() ? 1 : algorithm.capacity();
        LimiterArguments.inRange("cost", cost, 1, most);
        return new Request(policyId(policy), algorithm, cost, OnStoreFailure.CLOSED);
    }

    /** Each name and each algorithm counts apart. */
    private static String policyId(QuotaPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return policy.algorithm() == RateLimitAlgorithm.FIXED_WINDOW
                        && policy.name().equals(ANY.name())
                ? policy.name()
                : policy.name() + "." + policy.algorithm().name();
    }

    private String subject(String key) {
        return subjects.of(LimiterArguments.key(key));
    }
}
