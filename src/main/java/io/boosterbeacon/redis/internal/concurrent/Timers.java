package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** Runs tasks later, and tasks that may block. */
public interface Timers {
    /**
     * Runs a short task after the delay, unless the returned future is cancelled. If this is closed, the task runs at
     * once on the caller's thread.
     */
    Future<?> once(Duration delay, Runnable task);

    /**
     * Runs a task that may block on another thread: neither the timer's nor one of a store. Uses the caller's thread if
     * no other can be started.
     */
    void offload(Runnable task);

    /**
     * A view of the stage that fails with {@link TimeoutException} after the limit. The stage itself is not cancelled.
     */
    default <T> CompletableFuture<T> withTimeout(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> view = stage.toCompletableFuture().copy();
        if (!view.isDone()) {
            Future<?> alarm = once(limit, () -> {
                boolean unused = view.completeExceptionally(
                        new TimeoutException("no answer within " + limit.toMillis() + " ms"));
            });
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> alarm.cancel(false));
        }
        return view;
    }

    /** Registers a task to run when this is closed. No scheduled task runs after that. */
    void onClose(Runnable task);

    boolean isClosed();
}
