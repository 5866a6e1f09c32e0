package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call that has been admitted, and the permits that it gives back or settles when it ends. It ends once: later ends
 * have no effect. Thread-safe.
 */
public final class AdmittedCall {
    private static final AdmittedCall ENDED = new AdmittedCall(TakenPermits.NONE, CallOutcome.UNIMPORTANT, null);

    private final TakenPermits taken;

    /** What is left to do at the end; null once the call has ended. */
    private final AtomicReference<@Nullable TakenPermits> open;

    private final CallOutcome outcome;
    private final @Nullable RunningCalls running;
    private final AtomicReference<@Nullable Future<?>> renewals = new AtomicReference<>();

    /** Null if no bean settles a cost by it. */
    private final @Nullable CallEnding ending;

    /** What other policies have admitted before. */
    private volatile @Nullable AdmittedCall earlier;

    private AdmittedCall(TakenPermits taken, CallOutcome outcome, @Nullable RunningCalls running) {
        this.taken = taken;
        this.open = new AtomicReference<>(taken.endWithCall() ? taken : null);
        this.outcome = outcome;
        this.running = running;
        this.ending = taken.costs().isEmpty() ? null : new CallEnding();
    }

    /** A call that gives nothing back. */
    public static AdmittedCall withoutPermits() {
        return ENDED;
    }

    /** A call with permits. */
    static AdmittedCall of(TakenPermits taken, CallOutcome outcome, RunningCalls running) {
        return new AdmittedCall(taken, outcome, running);
    }

    /** The same call after other policies have admitted it, too. To be called before it runs. */
    AdmittedCall after(AdmittedCall before) {
        if (this == ENDED || before == ENDED) {
            return this == ENDED ? before : this;
        }
        earlier = before;
        return this;
    }

    /** Whether the call has permits to give back or to settle. */
    public boolean isOpen() {
        AdmittedCall before = earlier;
        return open.get() != null || (before != null && before.isOpen());
    }

    /** Whether the end of the call has an effect. */
    public boolean needsEnd() {
        AdmittedCall before = earlier;
        return isOpen() || outcome.isNeeded() || (before != null && before.needsEnd());
    }

    /** The call as the application sees it, once for each policy whose cost a bean determines. */
    public List<RateLimitCall> resolved() {
        List<RateLimitCall> calls = new ArrayList<>(taken.costs().size());
        taken.costs().forEach(each -> calls.add(each.cost()));
        return calls;
    }

    void renewBy(Future<?> task) {
        renewals.set(task);
        if (open.get() == null) {
            task.cancel(false);
        }
    }

    /** Prolongs the permits. */
    void renew() {
        TakenPermits left = open.get();
        if (left != null && running != null) {
            for (RunningPermit permit : left.running()) {
                CompletionStage<Void> unused = running.renew(permit);
            }
        }
    }

    /**
     * A response is about to be sent; the call ends later. The thread that has decided the call waits until the permits
     * that depend on the outcome are given back ({@link CallOutcome#end}).
     */
    public void answered(int status, @Nullable Object entity) {
        if (ending != null) {
            ending.answered(status, entity);
        }
        outcome.end(CallEnding.isSuccess(status));
        AdmittedCall before = earlier;
        if (before != null) {
            before.answered(status, entity);
        }
    }

    /** The method has failed. Its response is not known yet, and there may be none. */
    public void methodFailed(Throwable failure) {
        if (ending != null) {
            ending.methodFailed(failure);
        }
    }

    /** Ends the call with its request: gives the permits back, settles costs, and tells the outcome as {@link #answered}. */
    public void finish(int status) {
        if (ending != null) {
            ending.finished(status);
        }
        endAs(CallEnding.isSuccess(status));
    }

    /** Ends the call as {@link #finish}, because it has failed without a response. */
    public void fail(@Nullable Throwable failure) {
        if (ending != null) {
            ending.failed(failure);
        }
        endAs(false);
    }

    /** Ends the call as {@link #finish}, because its client has hung up before it received the whole response. */
    public void abort() {
        if (ending != null) {
            ending.aborted();
        }
        endAs(false);
    }

    /** Gives the permits back first: the outcome may have to wait for the store. */
    private void endAs(boolean success) {
        end();
        tell(success);
    }

    private void tell(boolean success) {
        outcome.end(success);
        AdmittedCall before = earlier;
        if (before != null) {
            before.tell(success);
        }
    }

    /** Gives the permits back and settles costs, without waiting for the store. Later calls have no effect. */
    public void end() {
        CompletableFuture<Void> unused = giveBack();
        AdmittedCall before = earlier;
        if (before != null) {
            before.end();
        }
    }

    /** Ends the call as {@link #end} does; completes when the store has the permits back. */
    CompletableFuture<Void> giveBack() {
        TakenPermits left = close();
        if (left == null || running == null) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> pending = new ArrayList<>(left.running().size());
        for (RunningPermit permit : left.running()) {
            pending.add(running.giveBack(permit.receipt()).toCompletableFuture());
        }
        if (ending != null) {
            settle(left.costs(), ending, running);
        }
        return CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
    }

    private static void settle(List<TakenPermits.Cost> costs, CallEnding ending, RunningCalls running) {
        RateLimitOutcome outcome = ending.outcome();
        if (ending.isOnThreadOfCall()) {
            costs.forEach(each -> running.settle(each, outcome));
        } else {
            running.offload(() -> costs.forEach(each -> running.settle(each, outcome)));
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

    /**
     * Gives back all that the call has taken, because other policies have denied it: nothing is counted then. To be called
     * once, and before the end.
     */
    void revoke(Duration timeout) {
        if (running == null) {
            return;
        }
        List<CompletableFuture<?>> pending = new ArrayList<>(outcome.revoke());
        TakenPermits left = close();
        if (left != null) {
            for (RunningPermit permit : left.running()) {
                pending.add(running.giveBack(permit.receipt()).toCompletableFuture());
            }
            for (TakenPermits.Cost each : left.costs()) {
                pending.add(running.giveBack(each.receipt()).toCompletableFuture());
            }
        }
        for (Receipt receipt : taken.others()) {
            pending.add(running.giveBack(receipt).toCompletableFuture());
        }
        CallOutcome.await(pending, timeout.toNanos());
    }

    /** Runs the call. It ends when the work returns or throws, or when the stage or future that it returns has ended. */
    public @Nullable Object run(Callable<@Nullable Object> work) throws Exception {
        if (running == null || !needsEnd()) {
            return work.call();
        }
        Object result;
        try {
            result = work.call();
        } catch (Exception | Error e) {
            fail(e);
            throw e;
        }
        if (result instanceof CompletionStage<?> stage) {
            CompletionStage<?> unused = stage.whenComplete((done, failure) -> ended(done, failure, failure == null));
        } else if (result instanceof Future<?> future) {
            running.futures().whenDone(future, success -> ended(success ? result(future) : null, null, success));
        } else {
            ended(result, null, true);
        }
        return result;
    }

    private static @Nullable Object result(Future<?> done) {
        try {
            return done.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the future is done and has not failed", e);
        }
    }

    private void ended(@Nullable Object result, @Nullable Throwable failure, boolean success) {
        if (ending != null && success) {
            ending.returned(result);
        } else if (ending != null) {
            ending.failed(failure);
        }
        endAs(success);
    }
}
