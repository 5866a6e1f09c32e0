package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.BoundedThreads;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Renews the permits of running calls, so that they end soon after a crash of this node and never before, and gives
 * them back. Thread-safe.
 */
public final class RunningCalls implements AutoCloseable {
    /** Renewals in the time after which a permit ends: two of them may fail. */
    private static final int RENEWALS_PER_EXPIRY = 3;

    /** A call whose end was never noticed gives its permits back at last. The Javadoc of the API names this time. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The calls whose costs beans settle at the same time, and those that may wait for it. */
    static final int SETTLING = 16;

    static final int WAITING_TO_SETTLE = 1_000;

    /** The time that an undeployment waits for the store. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

    private final RateLimitStore store;
    private final Scheduler scheduler;
    private final PendingFutures futures;
    private final BoundedThreads settling;
    /** Costs that the store is still asked to settle, of calls whose beans were not asked. */
    private final Set<CompletableFuture<Void>> unanswered = ConcurrentHashMap.newKeySet();

    public RunningCalls(RateLimitStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
        this.futures = new PendingFutures(scheduler);
        this.settling = new BoundedThreads("beacon-redis-costs", SETTLING, WAITING_TO_SETTLE);
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
        CallPart part = new CallPart(taken, outcome, this);
        AdmittedCall call = AdmittedCall.of(part);
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
            part.renewBy(scheduler.every(period, () -> {
                if (left.decrementAndGet() < 0) {
                    call.end();
                } else {
                    part.renew();
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

    /**
     * Settles the costs of a call that has ended, without waiting for the store. A bean may wait: elsewhere than on the
     * thread of the call, it gets a thread that nothing else needs. If too many calls wait for one, the beans are not
     * asked.
     */
    void settle(List<TakenPermits.Cost> costs, CallEnding ending) {
        RateLimitOutcome outcome = ending.outcome();
        Runnable task = () -> costs.forEach(each -> each.cost().settle(store, each.receipt(), outcome));
        if (ending.isOnThreadOfCall()) {
            task.run();
        } else {
            settling.run(task, () -> costs.forEach(this::settleUnasked));
        }
    }

    @SuppressWarnings("CollectionUndefinedEquality") // answers are compared by identity
    private void settleUnasked(TakenPermits.Cost cost) {
        CompletableFuture<Void> answer =
                cost.cost().settleUnasked(store, cost.receipt()).toCompletableFuture();
        unanswered.add(answer);
        CompletableFuture<Void> unused = answer.whenComplete((done, failure) -> unanswered.remove(answer));
    }

    /**
     * Settles the costs of calls whose beans were not asked yet, and asks no bean any more. To be called while the store
     * is open; waits for it a short time.
     */
    @Override
    public void close() {
        settling.close();
        // costs that the store does not settle stay as reserved until their windows end
        Answers.awaitAll(List.copyOf(unanswered), CLOSE_TIMEOUT);
    }
}
