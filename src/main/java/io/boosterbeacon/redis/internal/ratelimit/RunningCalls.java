package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Renews the permits of running calls, so that they end soon after a crash of this node and never before, and gives
 * them back. Thread-safe.
 */
public final class RunningCalls {
    /** Renewals in the time after which a permit ends: two of them may fail. */
    private static final int RENEWALS_PER_EXPIRY = 3;

    /** A call whose end was never noticed gives its permits back at last. README and Javadoc name this time. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final RateLimitStore store;
    private final Scheduler scheduler;
    private final PendingFutures futures;

    public RunningCalls(RateLimitStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        this.futures = new PendingFutures(scheduler);
    }

    /** Notices the ends of futures. */
    PendingFutures futures() {
        return futures;
    }

    /** Begins a call that holds one permit. */
    AdmittedCall begin(RunningPermit permit) {
        return begin(TakenPermits.ofRunning(List.of(permit)), CallOutcome.UNIMPORTANT);
    }

    /**
     * Begins a call.
     *
     * @param outcome decides about the permits that depend on it
     */
    AdmittedCall begin(TakenPermits taken, CallOutcome outcome) {
        AdmittedCall call = AdmittedCall.of(taken, outcome, this);
        if (taken.running().isEmpty()) {
            return call;
        }
        Duration first = taken.running().stream()
                .map(RunningPermit::expiry)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration period = first.dividedBy(RENEWALS_PER_EXPIRY);
        AtomicInteger left = new AtomicInteger((int) Math.min(Integer.MAX_VALUE, LONGEST.dividedBy(period)));
        try {
            call.renewBy(scheduler.every(period, () -> {
                if (left.decrementAndGet() < 0) {
                    call.end();
                } else {
                    call.renew();
                }
            }));
        } catch (OutOfMemoryError noThread) {
            // the call does not run, because its permits would end before it
            call.revoke(Duration.ZERO);
            throw noThread;
        }
        return call;
    }

    /** Prolongs a permit. */
    CompletionStage<Void> renew(RunningPermit permit) {
        return store.renew(permit.receipt());
    }

    /** Gives permits back. The store repeats that if it fails; the stage is that of the first attempt. */
    CompletionStage<Void> giveBack(Receipt receipt) {
        return store.giveBack(receipt);
    }

    /** Runs what may wait on a thread that nothing else needs. */
    void offload(Runnable task) {
        scheduler.offload(task);
    }

    /** Settles a cost, without waiting for the store. */
    void settle(TakenPermits.Cost cost, RateLimitOutcome outcome) {
        cost.cost().settle(store, cost.receipt(), outcome);
    }
}
