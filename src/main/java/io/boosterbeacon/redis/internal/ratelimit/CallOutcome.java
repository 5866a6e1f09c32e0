package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an admitted call: permits of policies that do not count it are given back. It is told once; repetitions
 * have no effect. Thread-safe.
 */
final class CallOutcome {
    /** The outcome of a call of which no policy needs it. */
    static final CallOutcome UNIMPORTANT =
            new CallOutcome(List.of(), receipt -> CompletableFuture.completedFuture(null), Duration.ZERO, null);

    private final List<Permit> permits;
    private final GiveBack store;
    private final Duration timeout;

    /** The thread that has decided the call, and has waited for the store then. */
    private final @Nullable Thread decider;

    private final AtomicBoolean ended = new AtomicBoolean();

    private CallOutcome(List<Permit> permits, GiveBack store, Duration timeout, @Nullable Thread decider) {
        this.permits = permits;
        this.store = store;
        this.timeout = timeout;
        this.decider = decider;
    }

    /**
     * Creates the outcome of a call that the current thread has decided.
     *
     * @param permits those that depend on the outcome
     * @param timeout the maximum time to wait for the store
     */
    static CallOutcome of(List<Permit> permits, RateLimitStore store, Duration timeout) {
        return permits.isEmpty()
                ? UNIMPORTANT
                : new CallOutcome(
                        permits,
                        receipt -> store.giveBack(receipt).toCompletableFuture(),
                        timeout,
                        Thread.currentThread());
    }

    /** Whether a policy needs to know the outcome. */
    boolean isNeeded() {
        return !permits.isEmpty();
    }

    /**
     * The call has ended. The thread that has decided it waits until the permits are given back, at most the time of a
     * decision: its client may send the next request as soon as it has the answer, to another node too, and that request
     * must find the permits. No other thread waits. It may be the one that reads from Redis, if the call was a stage of
     * {@code AsyncRedisService}: nobody would get an answer of Redis while it waits.
     */
    void end(boolean success) {
        List<CompletableFuture<?>> pending = giveBack(success);
        if (Thread.currentThread() == decider) {
            await(pending, timeout.toNanos());
        }
    }

    /** Gives all permits back, because the call does not run. */
    List<CompletableFuture<?>> revoke() {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        if (isNeeded() && ended.compareAndSet(false, true)) {
            for (Permit permit : permits) {
                pending.add(store.giveBack(permit.receipt()));
            }
        }
        return pending;
    }

    private List<CompletableFuture<?>> giveBack(boolean success) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        if (isNeeded() && ended.compareAndSet(false, true)) {
            for (Permit permit : permits) {
                if (permit.count() == (success ? RateLimitCount.FAILURES : RateLimitCount.SUCCESSES)) {
                    pending.add(store.giveBack(permit.receipt()));
                }
            }
        }
        return pending;
    }

    /**
     * Waits for permits to be given back. A timeout here is not reported as a failure, and nothing is lost by one: the
     * store goes on.
     */
    static void await(List<CompletableFuture<?>> pending, long nanos) {
        if (pending.isEmpty()) {
            return;
        }
        try {
            CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new))
                    .get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // the store's decorator has reported the failure
        }
    }

    /** A permit that is kept or given back by the outcome of its call. */
    record Permit(RateLimitCount count, Receipt receipt) {}

    private interface GiveBack {
        CompletableFuture<Void> giveBack(Receipt receipt);
    }
}
