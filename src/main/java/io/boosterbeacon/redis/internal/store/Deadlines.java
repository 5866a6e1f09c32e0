package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A timer of the library's own: one daemon thread, started with the first task and ended on undeploy.
 * {@link CompletableFuture#orTimeout} would start a thread of the JVM's that keeps the application's class loader. Closed, it
 * lets nobody wait: deadlines are over at once.
 */
public final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    public Deadlines() {
        this("beacon-redis-timer");
    }

    public Deadlines(String threadName) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A view of the stage that fails with {@link TimeoutException} if it takes longer; the stage itself goes on. */
    public <T> CompletableFuture<T> within(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> view = stage.toCompletableFuture().copy();
        if (!view.isDone()) {
            Future<?> alarm = once(
                    limit,
                    () -> view.completeExceptionally(
                            new TimeoutException("no answer within " + limit.toMillis() + " ms")));
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> alarm.cancel(false));
        }
        return view;
    }

    /** Runs a short task after the delay unless the returned future is cancelled; on the caller's thread if this is closed. */
    public Future<?> once(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs a short task again and again until the returned future is cancelled; never if this is closed. */
    public Future<?> every(Duration period, Runnable task) {
        try {
            return timer.scheduleAtFixedRate(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
