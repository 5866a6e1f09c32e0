package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The permits that an admitted call has taken by one decision, and that it gives back or settles when it ends. It ends
 * once: later ends have no effect. Thread-safe.
 */
final class CallPart {
    private final TakenPermits taken;

    /** What is left to do at the end; null once the call has ended. */
    private final AtomicReference<@Nullable TakenPermits> open;

    private final CallOutcome outcome;
    private final RunningCalls running;
    private final AtomicReference<@Nullable Future<?>> renewals = new AtomicReference<>();

    /** Null if no bean settles a cost by it. */
    private final @Nullable CallEnding ending;

    /** @param outcome decides about the permits that depend on it */
    CallPart(TakenPermits taken, CallOutcome outcome, RunningCalls running) {
        this.taken = taken;
        this.open = new AtomicReference<>(taken.endWithCall() ? taken : null);
        this.outcome = outcome;
        this.running = running;
        this.ending = taken.costs().isEmpty() ? null : new CallEnding();
    }

    /** What gives the permits back. */
    RunningCalls running() {
        return running;
    }

    /** The costs that beans determine. */
    List<TakenPermits.Cost> costs() {
        return taken.costs();
    }

    /** Whether there are permits to give back or to settle. */
    boolean isOpen() {
        return open.get() != null;
    }

    /** Whether the end of the call has an effect. */
    boolean needsEnd() {
        return isOpen() || outcome.isNeeded();
    }

    /** @param task is cancelled at the end */
    void renewBy(Future<?> task) {
        renewals.set(task);
        if (open.get() == null) {
            task.cancel(false);
        }
    }

    /** Prolongs permits that end by themselves. */
    void renew() {
        TakenPermits left = open.get();
        if (left != null) {
            for (RunningPermit permit : left.running()) {
                var unused = running.renew(permit);
            }
        }
    }

    /** Notes what is known of the end, for the beans that settle costs. */
    void note(Consumer<CallEnding> known) {
        if (ending != null) {
            known.accept(ending);
        }
    }

    /** Decides about the permits that depend on the outcome ({@link CallOutcome#end}). */
    void tell(boolean success) {
        outcome.end(success);
    }

    /** Gives the permits back and settles costs; completes when the store has the permits back. */
    CompletableFuture<Void> giveBack() {
        TakenPermits left = close();
        if (left == null) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<?>> pending = new ArrayList<>(left.running().size());
        giveBack(left.running(), pending);
        if (ending != null) {
            running.settle(left.costs(), ending);
        }
        return CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
    }

    private void giveBack(List<RunningPermit> permits, List<CompletableFuture<?>> pending) {
        for (RunningPermit permit : permits) {
            pending.add(running.giveBack(permit.receipt()).toCompletableFuture());
        }
    }

    /** What is left to do; null if the call has ended before. */
    private @Nullable TakenPermits close() {
        TakenPermits left = open.getAndSet(null);
        Future<?> task = renewals.get();
        if (task != null) {
            task.cancel(false);
        }
        return left;
    }

    /** Gives back all that was taken, as if the call had never been admitted. To be called once, and before the end. */
    List<CompletableFuture<?>> revoke() {
        List<CompletableFuture<?>> pending = new ArrayList<>(outcome.revoke());
        TakenPermits left = close();
        if (left != null) {
            giveBack(left.running(), pending);
            for (TakenPermits.Cost each : left.costs()) {
                pending.add(running.giveBack(each.receipt()).toCompletableFuture());
            }
        }
        for (Receipt receipt : taken.others()) {
            pending.add(running.giveBack(receipt).toCompletableFuture());
        }
        return pending;
    }
}
