package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides calls of limited methods.
 *
 * <p>The policies of one subject go to the store together, in one round trip and all or nothing. Different subjects go in
 * parallel; if one denies, what the others took is given back. Policies on trial go by themselves, so that they change nothing.
 * Thread-safe.
 */
public final class RateLimitDecider {
    private final RateLimitStore store;
    private final Duration timeout;
    private final Subjects subjects;
    private final Telemetry telemetry;
    private final InstantSource clock;

    /**
     * @param store answers in time, and by each policy's {@code onStoreFailure}
     * @param timeout how long a decision takes at most
     * @param telemetry hears of every decision
     */
    public RateLimitDecider(
            RateLimitStore store,
            Duration timeout,
            Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers,
            Telemetry telemetry,
            InstantSource clock) {
        this.store = store;
        this.timeout = timeout;
        this.subjects = new Subjects(resolvers);
        this.telemetry = telemetry;
        this.clock = clock;
    }

    /**
     * Decides one call; waits for the store at most its deadline.
     *
     * @throws CallerInterruptedException if the thread is interrupted before; what has been counted is given back
     */
    public Verdict decide(Endpoint endpoint, Caller caller) {
        long began = System.nanoTime();
        List<Acquisition> acquisitions = acquisitions(endpoint, caller);
        for (Acquisition acquisition : acquisitions) {
            acquisition.ask(store);
        }
        try {
            for (Acquisition acquisition : acquisitions) {
                acquisition.await();
            }
        } catch (CallerInterruptedException e) {
            for (Acquisition acquisition : acquisitions) {
                acquisition.receiptsLater(store::giveBack);
            }
            throw e;
        }
        Verdict verdict = verdict(endpoint, acquisitions);
        if (!verdict.admitted()) {
            giveBack(acquisitions, began);
        }
        return verdict;
    }

    private List<Acquisition> acquisitions(Endpoint endpoint, Caller caller) {
        List<Acquisition> acquisitions = new ArrayList<>(1);
        for (MethodLimit limit : endpoint.limits()) {
            String subject = subjects.of(endpoint, limit, caller);
            acquisition(acquisitions, subject, limit.policy().shadow()).add(limit);
        }
        return acquisitions;
    }

    /** The one to which a policy belongs. */
    private static Acquisition acquisition(List<Acquisition> acquisitions, String subject, boolean trial) {
        if (!trial) {
            for (Acquisition known : acquisitions) {
                if (!known.isTrial() && known.subject().equals(subject)) {
                    return known;
                }
            }
        }
        Acquisition acquisition = new Acquisition(subject, trial);
        acquisitions.add(acquisition);
        return acquisition;
    }

    private Verdict verdict(Endpoint endpoint, List<Acquisition> acquisitions) {
        List<Verdict.Result> results = new ArrayList<>(endpoint.limits().size());
        boolean unavailable = false;
        for (Acquisition acquisition : acquisitions) {
            unavailable |= acquisition.isUnavailable();
            acquisition.forEach((limit, decision) -> {
                RateLimitPolicy policy = limit.policy();
                RateLimitResult result =
                        decision != null && isCounted(decision) ? result(policy.limit(), decision, clock) : null;
                if (result != null && !policy.shadow()) {
                    results.add(new Verdict.Result(policy.name(), policy.window(), result));
                }
                telemetry.limitDecided(
                        endpoint.name(),
                        policy.name(),
                        acquisition.subject(),
                        outcome(decision),
                        result,
                        policy.shadow());
            });
        }
        return new Verdict(results, unavailable);
    }

    private static boolean isCounted(Decision decision) {
        return decision.outcome() != Outcome.UNCOUNTED;
    }

    private static LimitOutcome outcome(@Nullable Decision decision) {
        if (decision == null) {
            return LimitOutcome.FAILED_CLOSED;
        }
        return decision.outcome() == Outcome.UNCOUNTED
                ? LimitOutcome.FAILED_OPEN
                : LimitOutcome.counted(decision.admitted(), decision.local());
    }

    /** What a decision says to an application. */
    static RateLimitResult result(long limit, Decision decision, InstantSource clock) {
        return new RateLimitResult(
                !decision.admitted(),
                limit,
                decision.count(),
                decision.remaining(),
                clock.instant().plus(decision.reset()),
                decision.retryAfter());
    }

    /**
     * The call is refused: what its other subjects have counted is not owed. This is waited for as long as the decision has
     * time, so that the next call finds it done; that the time is over is no failure of the store. If it fails indeed, the
     * count stays too high until the window ends, never too low.
     */
    private void giveBack(List<Acquisition> acquisitions, long began) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (Acquisition acquisition : acquisitions) {
            if (!acquisition.isTrial()) {
                acquisition.receipts(
                        receipt -> pending.add(store.giveBack(receipt).toCompletableFuture()));
            }
        }
        if (pending.isEmpty()) {
            return;
        }
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new))
                    .get(Math.max(0, timeout.toNanos() - (System.nanoTime() - began)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // the store has told of its failure
        }
    }
}
