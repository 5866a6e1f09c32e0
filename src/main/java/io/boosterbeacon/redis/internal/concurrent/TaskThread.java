package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks in their order on a thread of its own, which ends when it is idle. Where no thread can be started, a task waits
 * for the next one that finds a thread: it never fails its caller, whose call it may have nothing to do with. Thread-safe.
 */
public final class TaskThread implements AutoCloseable {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor thread;

    /** @param name of the thread, a daemon */
    public TaskThread(String name) {
        this(DaemonThreads.named(name));
    }

    public TaskThread(ThreadFactory factory) {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Runs a task later. Returns false if nothing can run it now: this is closed, or no thread can be started. */
    public boolean run(Runnable task) {
        if (thread.isShutdown()) {
            return false;
        }
        // queued first: a task without a thread keeps its place
        thread.getQueue().add(task);
        try {
            return (thread.prestartCoreThread() || thread.getPoolSize() > 0) && !thread.isShutdown();
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Drops the tasks that wait, and interrupts the one that runs. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
