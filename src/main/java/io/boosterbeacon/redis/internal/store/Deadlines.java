package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A timer of the library's own: one daemon thread, started with the first task and ended on undeploy.
 * {@link CompletableFuture#orTimeout} would start a thread of the JVM's that keeps the application's class loader. Closed, it
 * lets nobody wait: deadlines are over at once.
 */
public final class Deadlines implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor timer;
    /** For what hangs on a missed deadline. An application's code may, and may wait for other deadlines: as many as it takes. */
    private final ThreadPoolExecutor callbacks;

    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

    public Deadlines() {
        this("beacon-redis-timer");
    }

    public Deadlines(String threadName) {
        timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(threadName));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        callbacks = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                DaemonThreads.named(threadName + "-callbacks"));
    }

    /** A view of the stage that fails with {@link TimeoutException} if it takes longer; the stage itself goes on. */
    @SuppressWarnings("CollectionUndefinedEquality") // views are told apart by identity
    public <T> CompletableFuture<T> within(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> view = stage.toCompletableFuture().copy();
        if (!view.isDone()) {
            TimeoutException late = new TimeoutException("no answer within " + limit.toMillis() + " ms");
            // before the alarm: closing in between would forget both
            open.add(view);
            Future<?> alarm = once(limit, () -> aside(() -> view.completeExceptionally(late)));
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> {
                open.remove(view);
                alarm.cancel(false);
            });
        }
        return view;
    }

    /** Runs a task on a thread that may wait: not the timer, and not a store's own. On the caller's if this is closed. */
    public void aside(Runnable task) {
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
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
        callbacks.shutdownNow();
        open.forEach(view -> view.completeExceptionally(new TimeoutException("the application ends")));
    }
}
