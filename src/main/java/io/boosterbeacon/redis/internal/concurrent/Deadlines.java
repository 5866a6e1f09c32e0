package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A timer of the library's own: one daemon thread, started with the first task and ended on undeploy.
 * {@link CompletableFuture#orTimeout} would start a thread of the JVM's that keeps the application's class loader. Closed, it
 * lets nobody wait: deadlines are over at once.
 */
public final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final Callbacks callbacks;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();

    public Deadlines() {
        this("beacon-redis-timer");
    }

    public Deadlines(String threadName) {
        this(DaemonThreads.named(threadName), DaemonThreads.named(threadName + "-callbacks"));
    }

    Deadlines(ThreadFactory timerThread, ThreadFactory callbackThreads) {
        timer = new ScheduledThreadPoolExecutor(1, timerThread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        callbacks = new Callbacks(callbackThreads, this);
    }

    /** A view of the stage that fails with {@link TimeoutException} if it takes longer; the stage itself goes on. */
    @SuppressWarnings("CollectionUndefinedEquality") // views are told apart by identity
    public <T> CompletableFuture<T> within(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> view = stage.toCompletableFuture().copy();
        if (!view.isDone()) {
            // before the alarm: closing in between would forget both
            open.add(view);
            Future<?> alarm = alarm(
                    limit,
                    () -> aside(() -> view.completeExceptionally(
                            new TimeoutException("no answer within " + limit.toMillis() + " ms"))));
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> {
                open.remove(view);
                alarm.cancel(false);
            });
        }
        return view;
    }

    /** A call whose deadline nobody can watch ends at once rather than never. */
    private Future<?> alarm(Duration limit, Runnable task) {
        try {
            return once(limit, task);
        } catch (OutOfMemoryError noThread) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs a task on a thread that may wait: not the timer, and not a store's own. On the caller's if there is none. */
    public void aside(Runnable task) {
        callbacks.run(task);
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

    /** Runs a task when this is closed, after which no other task runs. */
    public void onClose(Runnable task) {
        closing.add(task);
    }

    public boolean isClosed() {
        return timer.isShutdown();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        callbacks.close();
        closing.forEach(Runnable::run);
        open.forEach(view -> view.completeExceptionally(new TimeoutException("the application ends")));
    }
}
