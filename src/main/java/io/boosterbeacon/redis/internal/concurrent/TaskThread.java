package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks in order on one thread, which ends when it is idle. If the thread cannot be started, a task stays in the
 * queue until a later task starts it. The caller never sees an exception, because its own call may be unrelated to the
 * task. Thread-safe.
 */
public final class TaskThread implements AutoCloseable {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor thread;

    /** @param name the name of the daemon thread */
    public TaskThread(String name) {
        this(DaemonThreads.named(name));
    }

    public TaskThread(ThreadFactory factory) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Enqueues a task. Returns false if nothing can run it now, because this is closed or no thread can be started. */
    public boolean run(Runnable task) {
        if (thread.isShutdown()) {
            return false;
        }
        // enqueued first, so that a task keeps its position even if no thread can be started
        thread.getQueue().add(task);
        try {
            return (thread.prestartCoreThread() || thread.getPoolSize() > 0) && !thread.isShutdown();
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Drops the waiting tasks and interrupts the running one. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
