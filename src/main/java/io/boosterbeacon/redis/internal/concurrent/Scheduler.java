package io.boosterbeacon.redis.internal.concurrent;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
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
 * The library's timer: one daemon thread, which starts with the first task and ends when the application is undeployed.
 * {@link CompletableFuture#orTimeout} would start a thread of the JVM that keeps a reference to the application's class
 * loader. When the timer is closed, all deadlines are missed at once, so that nobody waits.
 */
public final class Scheduler implements Timers, AutoCloseable {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final ScheduledThreadPoolExecutor timer;
    private final CallbackThreads callbacks;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();

    public Scheduler() {
        this("beacon-redis-timer");
    }

    public Scheduler(String threadName) {
        this(DaemonThreads.named(threadName), DaemonThreads.named(threadName + "-callbacks"));
    }

    Scheduler(ThreadFactory timerThread, ThreadFactory callbackThreads) {
        timer = new ScheduledThreadPoolExecutor(1, timerThread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        callbacks = new CallbackThreads(callbackThreads, this);
    }

    @Override
    @SuppressWarnings("CollectionUndefinedEquality") // views are compared by identity
    public <T> CompletableFuture<T> withTimeout(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> view = stage.toCompletableFuture().copy();
        if (!view.isDone()) {
            // registered before the alarm is set: a close in between then completes the view
            open.add(view);
            Future<?> alarm = alarm(
                    limit,
                    () -> offload(() -> view.completeExceptionally(
                            new TimeoutException("no answer within " + limit.toMillis() + " ms"))));
            CompletableFuture<T> unused = view.whenComplete((result, failure) -> {
                open.remove(view);
                alarm.cancel(false);
            });
        }
        return view;
    }

    /**
     * Sets an alarm. If the timer thread cannot be started, the task runs at once: a missed deadline is better than
     * none.
     */
    private Future<?> alarm(Duration limit, Runnable task) {
        try {
            return once(limit, task);
        } catch (OutOfMemoryError noThread) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void offload(Runnable task) {
        callbacks.run(task);
    }

    @Override
    public Future<?> once(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * Runs a short task periodically until the returned future is cancelled, also if it fails. If this is closed, the
     * task never runs.
     */
    public Future<?> every(Duration period, Runnable task) {
        try {
            return timer.scheduleAtFixedRate(
                    () -> runLogged(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A task that throws would not be run again. */
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("A periodic task has failed; it will be run again", e);
        }
    }

    @Override
    public void onClose(Runnable task) {
        closing.add(task);
    }

    @Override
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
