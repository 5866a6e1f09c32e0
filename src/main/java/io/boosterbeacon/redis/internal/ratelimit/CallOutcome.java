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

/**
 * The outcome of an admitted call: permits of policies that do not count it are given back. It is told once; repetitions
 * have no effect. Thread-safe.
 */
final class CallOutcome {
    /** The outcome of a call of which no policy needs it. */
    static final CallOutcome UNIMPORTANT =
            new CallOutcome(List.of(), receipt -> CompletableFuture.completedFuture(null), Duration.ZERO);

    private final List<Permit> permits;
    private final GiveBack store;
    private final Duration timeout;
    private final AtomicBoolean ended = new AtomicBoolean();

    private CallOutcome(List<Permit> permits, GiveBack store, Duration timeout) {
        this.permits = permits;
        this.store = store;
        this.timeout = timeout;
    }

    /**
     * Creates the outcome of a call.
     *
     * @param permits those that depend on the outcome
     * @param timeout the maximum time to wait for the store
     */
    static CallOutcome of(List<Permit> permits, RateLimitStore store, Duration timeout) {
        return permits.isEmpty()
                ? UNIMPORTANT
                : new CallOutcome(permits, receipt -> store.giveBack(receipt).toCompletableFuture(), timeout);
    }

    /** Whether a policy needs to know the outcome. */
    boolean isNeeded() {
        return !permits.isEmpty();
    }

    /**
     * The call has ended. Waits until the permits are given back, at most the time of a decision, so that the next call
     * of the same client finds them.
     */
    void end(boolean success) {
        await(giveBack(success), timeout.toNanos());
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

    /** The call has ended on a thread that must not wait. */
    void endLater(boolean success) {
        List<CompletableFuture<?>> unused = giveBack(success);
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
     * Waits for permits to be given back. A timeout here is not reported as a failure. If giving back fails, the count
     * stays too high until the window ends; it is never too low.
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
