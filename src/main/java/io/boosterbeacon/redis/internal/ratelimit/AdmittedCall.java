package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that has been admitted, by one decision or by several. It ends once: later ends have no effect. Thread-safe.
 */
public final class AdmittedCall {
    private static final AdmittedCall WITHOUT_PERMITS = new AdmittedCall(List.of());

    /** One for each decision, the latest last. */
    private final List<CallPart> parts;

    private AdmittedCall(List<CallPart> parts) {
        this.parts = parts;
    }

    /** A call that gives nothing back. */
    public static AdmittedCall withoutPermits() {
        return WITHOUT_PERMITS;
    }

    /** A call that one decision has admitted. */
    static AdmittedCall of(CallPart part) {
        return new AdmittedCall(List.of(part));
    }

    /** The same call, which an earlier decision has admitted too. To be used instead of both, before the call runs. */
    AdmittedCall after(AdmittedCall earlier) {
        if (earlier.parts.isEmpty()) {
            return this;
        }
        List<CallPart> all = new ArrayList<>(earlier.parts);
        all.addAll(parts);
        return new AdmittedCall(all);
    }

    /** Whether the call has permits to give back or to settle. */
    public boolean isOpen() {
        return parts.stream().anyMatch(CallPart::isOpen);
    }

    /** Whether the end of the call has an effect. */
    public boolean needsEnd() {
        return parts.stream().anyMatch(CallPart::needsEnd);
    }

    /** The call as the application sees it, once for each policy whose cost a bean determines; the latest last. */
    public List<RateLimitCall> resolved() {
        List<RateLimitCall> calls = new ArrayList<>();
        parts.forEach(part -> part.costs().forEach(each -> calls.add(each.cost())));
        return calls;
    }

    /**
     * A response is about to be sent; the call ends later. The thread that has decided the call waits until the permits
     * that depend on the outcome are given back ({@link CallOutcome#end}).
     */
    public void answered(int status, @Nullable Object entity) {
        note(ending -> ending.answered(status, entity));
        tell(CallEnding.isSuccess(status));
    }

    /** The method has failed. Its response is not known yet, and there may be none. */
    public void methodFailed(Throwable failure) {
        note(ending -> ending.methodFailed(failure));
    }

    /** Ends the call with its request: gives the permits back, settles costs, and tells the outcome as {@link #answered}. */
    public void finish(int status) {
        note(ending -> ending.finished(status));
        endAs(CallEnding.isSuccess(status));
    }

    /** Ends the call as {@link #finish}, because it has failed without a response. */
    public void fail(@Nullable Throwable failure) {
        note(ending -> ending.failed(failure));
        endAs(false);
    }

    /** Ends the call as {@link #finish}, because its client has hung up before it received the whole response. */
    public void abort() {
        note(CallEnding::aborted);
        endAs(false);
    }

    private void note(Consumer<CallEnding> known) {
        parts.forEach(part -> part.note(known));
    }

    /** Gives the permits back first: the outcome may have to wait for the store. */
    private void endAs(boolean success) {
        end();
        tell(success);
    }

    private void tell(boolean success) {
        parts.forEach(part -> part.tell(success));
    }

    /** Gives the permits back and settles costs, without waiting for the store. Later calls have no effect. */
    public void end() {
        CompletableFuture<Void> unused = giveBack();
    }

    /** Ends the call as {@link #end} does; completes when the store has the permits back. */
    CompletableFuture<Void> giveBack() {
        return CompletableFuture.allOf(parts.stream().map(CallPart::giveBack).toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Gives back all that the call has taken, because other policies have denied it: nothing is counted then. To be called
     * once, and before the end.
     */
    void revoke(Duration timeout) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        parts.forEach(part -> pending.addAll(part.revoke()));
        CallOutcome.await(pending, timeout.toNanos());
    }

    /** Runs the call. It ends when the work returns or throws, or when the stage or future that it returns has ended. */
    public @Nullable Object run(Callable<@Nullable Object> work) throws Exception {
        if (!needsEnd()) {
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
            PendingFutures futures = parts.get(0).running().futures();
            futures.whenDone(future, success -> ended(success ? result(future) : null, null, success));
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
        if (success) {
            note(ending -> ending.returned(result));
        } else {
            note(ending -> ending.failed(failure));
        }
        endAs(success);
    }
}
