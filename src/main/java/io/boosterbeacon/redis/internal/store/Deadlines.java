package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The library's one timer: a daemon thread of its own, ended on undeploy. {@link CompletableFuture#orTimeout} would start a
 * thread of the JVM's that keeps the application's class loader.
 */
public final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    public Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "beacon-redis-timer");
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
            Future<?> alarm = timer.schedule(
                    () -> view.completeExceptionally(
                            new TimeoutException("no answer within " + limit.toMillis() + " ms")),
                    limit.toNanos(),
                    TimeUnit.NANOSECONDS);
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> alarm.cancel(false));
        }
        return view;
    }

    /** Runs a short task again and again until the returned future is cancelled. */
    public Future<?> every(Duration period, Runnable task) {
        return timer.scheduleAtFixedRate(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
