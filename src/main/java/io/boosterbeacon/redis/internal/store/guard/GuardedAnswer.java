package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TimedAnswer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a guarded call, and every stage derived from it. A thread that waits for one of them checks the
 * deadline itself.
 */
final class GuardedAnswer<T> extends CompletableFuture<T> implements TimedAnswer<T> {
    private final PendingCall call;
    private final @Nullable CompletionStage<T> answer;
    private final @Nullable CompletionStage<T> untimed;

    /** @param answer the store's answer; null for a derived stage */
    GuardedAnswer(PendingCall call, @Nullable CompletionStage<T> answer) {
        this(call, answer, answer);
    }

    private GuardedAnswer(PendingCall call, @Nullable CompletionStage<T> answer, @Nullable CompletionStage<T> untimed) {
        this.call = call;
        this.answer = answer;
        this.untimed = untimed;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new GuardedAnswer<>(call, null);
    }

    @Override
    public CompletionStage<T> untimed() {
        return untimed == null ? this : untimed;
    }

    @Override
    public CompletionStage<T> whenAnswered(Runnable task) {
        GuardedAnswer<T> derived =
                new GuardedAnswer<>(call, null, untimed().whenComplete((result, failure) -> task.run()));
        CompletionStage<T> unused = whenComplete((result, failure) -> {
            task.run();
            if (failure == null) {
                derived.complete(result);
            } else {
                derived.completeExceptionally(failure);
            }
        });
        return derived;
    }

    @Override
    public T await() throws StoreException {
        call.awaited();
        try {
            return inTime();
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of(call.guard().use().text(), e);
        } catch (ExecutionException | CancellationException e) {
            throw call.guard().translated(e);
        }
    }

    private T inTime() throws InterruptedException, ExecutionException {
        try {
            return get(Math.max(0, call.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.guard().missed(call);
            if (answer != null) {
                // the timer may have ended the call just before, and another thread may not yet have completed this
                completeExceptionally(call.guard().translated(e));
            }
            // a derived stage may also depend on another call, which has its own deadline
            return get();
        }
    }
}
