package io.boosterbeacon.redis.internal.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call that has been admitted, and the permits that it gives back when it ends. Thread-safe. */
public final class AdmittedCall {
    private static final AdmittedCall ENDED = new AdmittedCall(List.of(), null, CallOutcome.UNIMPORTANT, null);

    /** What is left to do at the end; null once the call has ended. */
    private final AtomicReference<@Nullable List<RunningPermit>> held;

    private final @Nullable RunningCalls running;
    private final AtomicReference<@Nullable Future<?>> renewals = new AtomicReference<>();

    private final CallOutcome outcome;
    private final @Nullable PendingFutures futures;

    private AdmittedCall(
            List<RunningPermit> held,
            @Nullable RunningCalls running,
            CallOutcome outcome,
            @Nullable PendingFutures futures) {
        this.outcome = outcome;
        this.held = new AtomicReference<>(held.isEmpty() ? null : held);
        this.running = running;
        this.futures = futures;
    }

    /** A call that gives nothing back. */
    public static AdmittedCall withoutPermits() {
        return ENDED;
    }

    /** @param futures notices the end of a call that returns a future */
    static AdmittedCall holding(
            List<RunningPermit> permits, RunningCalls running, CallOutcome outcome, PendingFutures futures) {
        return new AdmittedCall(List.copyOf(permits), running, outcome, futures);
    }

    /** To be told how the call has ended; {@link #run} tells it by itself. */
    public CallOutcome outcome() {
        return outcome;
    }

    /** Whether the end of the call has an effect. */
    public boolean needsEnd() {
        return isOpen() || outcome.isNeeded();
    }

    /** Whether the call has permits to give back. */
    public boolean isOpen() {
        return held.get() != null;
    }

    void renewBy(Future<?> task) {
        renewals.set(task);
        if (!isOpen()) {
            task.cancel(false);
        }
    }

    /** Prolongs the permits. */
    void renew() {
        List<RunningPermit> permits = held.get();
        if (permits != null && running != null) {
            for (RunningPermit permit : permits) {
                CompletionStage<Void> unused = running.renew(permit);
            }
        }
    }

    /** The call has ended: gives the permits back, and tells its outcome. Later calls have no effect. */
    public void end(boolean success) {
        end();
        outcome.end(success);
    }

    /** Gives the permits back, without waiting for the store. Later calls have no effect. */
    public void end() {
        CompletableFuture<Void> unused = giveBack();
    }

    /** Ends the call as {@link #end} does; completes when the store has answered. */
    CompletableFuture<Void> giveBack() {
        List<RunningPermit> permits = held.getAndSet(null);
        if (permits == null || running == null) {
            return CompletableFuture.completedFuture(null);
        }
        Future<?> task = renewals.get();
        if (task != null) {
            task.cancel(false);
        }
        List<CompletableFuture<Void>> pending = new ArrayList<>(permits.size());
        for (RunningPermit permit : permits) {
            pending.add(running.giveBack(permit).toCompletableFuture());
        }
        return CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
    }

    /** Runs the call. It ends when the work returns or throws, or when the stage or future that it returns has ended. */
    public @Nullable Object run(Callable<@Nullable Object> work) throws Exception {
        boolean endsLater = false;
        boolean returned = false;
        try {
            Object result = work.call();
            if (futures != null && needsEnd()) {
                if (result instanceof CompletionStage<?> stage) {
                    CompletionStage<?> unused = stage.whenComplete((done, failure) -> endLater(failure == null));
                    endsLater = true;
                } else if (result instanceof Future<?> future) {
                    futures.whenDone(future, this::endLater);
                    endsLater = true;
                }
            }
            returned = true;
            return result;
        } finally {
            if (!endsLater) {
                end(returned);
            }
        }
    }

    private void endLater(boolean success) {
        outcome.endLater(success);
        end();
    }
}
