package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads that run what depends on a missed deadline. This may be code of the application, which may itself wait for
 * other deadlines. Normally there are at most {@value #THREADS} threads. If all are busy and none has finished a task
 * for a second, one more is added, up to {@value #MAX_THREADS}; further tasks wait in a queue. If no thread can be
 * started, a task runs on an existing one, or else on the caller's thread. Thread-safe.
 */
final class CallbackThreads implements AutoCloseable {
    /** Tasks are usually short: they complete stages. */
    static final int THREADS = 32;
    /** If this many threads wait for each other, one more does not help. */
    static final int MAX_THREADS = 128;

    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration STALL_TIME = Duration.ofSeconds(1);

    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads;
    private final Scheduler timer;
    private final AtomicBoolean watching = new AtomicBoolean();

    /** @param timer detects that no task is finished */
    CallbackThreads(ThreadFactory factory, Scheduler timer) {
        this.timer = timer;
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, waiting, factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs a task. Uses the caller's thread if there is no other one, or if this is closed. */
    void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
            return;
        } catch (OutOfMemoryError noThread) {
            runOnAnother(task);
            return;
        }
        if (!waiting.isEmpty()) {
            watchForStall();
        }
    }

    private void runOnAnother(Runnable task) {
        boolean left = threads.getPoolSize() > 0 && waiting.offer(task);
        if (!left || (threads.getPoolSize() == 0 && waiting.remove(task))) {
            task.run();
        }
    }

    private void watchForStall() {
        if (watching.compareAndSet(false, true)) {
            long completed = threads.getCompletedTaskCount();
            try {
                var unused = timer.once(STALL_TIME, () -> addThreadIfStalled(completed));
            } catch (OutOfMemoryError noThread) {
                watching.set(false);
            }
        }
    }

    private void addThreadIfStalled(long completedBefore) {
        watching.set(false);
        if (waiting.isEmpty()) {
            resize(THREADS);
            return;
        }
        int size = threads.getMaximumPoolSize();
        if (threads.getCompletedTaskCount() == completedBefore && size < MAX_THREADS && !threads.isShutdown()) {
            resize(size + 1);
        }
        watchForStall();
    }

    /**
     * Changes the number of threads. Added threads start with the waiting tasks, surplus threads end when they are
     * idle.
     */
    private void resize(int size) {
        try {
            if (size > threads.getMaximumPoolSize()) {
                threads.setMaximumPoolSize(size);
                threads.setCorePoolSize(size);
            } else {
                threads.setCorePoolSize(size);
                threads.setMaximumPoolSize(size);
            }
        } catch (OutOfMemoryError noThread) {
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
