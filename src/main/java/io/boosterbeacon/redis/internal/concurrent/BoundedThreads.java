package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads for code of the application that may block, with a queue that is bounded. A task that finds the queue
 * full, no thread, or this closed is refused; so is a task that still waits when this is closed. Each task either runs or
 * is refused. Thread-safe.
 */
public final class BoundedThreads implements AutoCloseable {
    private static final int IDLE_SECONDS = 5;

    private final BlockingQueue<Runnable> waiting;
    private final ThreadPoolExecutor threads;

    /**
     * Starts no thread yet.
     *
     * @param name of the daemon threads
     * @param most the number of threads
     * @param mostWaiting the length of the queue
     */
    public BoundedThreads(String name, int most, int mostWaiting) {
        this(DaemonThreads.named(name), most, mostWaiting);
    }

    BoundedThreads(ThreadFactory factory, int most, int mostWaiting) {
        waiting = new ArrayBlockingQueue<>(mostWaiting);
        threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a task on one of the threads.
     *
     * @param refused runs instead if the task is refused: on the caller's thread, or on the one that closes this. Must not
     *     block
     */
    public void run(Runnable task, Runnable refused) {
        Task each = new Task(task, refused);
        try {
            threads.execute(each);
        } catch (RejectedExecutionException e) {
            refused.run();
        } catch (OutOfMemoryError noThread) {
            if (!isLeftToAnother(each)) {
                refused.run();
            }
        }
    }

    private boolean isLeftToAnother(Task task) {
        boolean left = threads.getPoolSize() > 0 && waiting.offer(task);
        // the last thread may have ended meanwhile, and this may have been closed
        boolean mayStay = threads.getPoolSize() > 0 && !threads.isShutdown();
        return left && (mayStay || !waiting.remove(task));
    }

    /** Refuses the waiting tasks, and interrupts the running ones. */
    @Override
    public void close() {
        for (Runnable each : threads.shutdownNow()) {
            if (each instanceof Task task) {
                task.refused().run();
            }
        }
    }

    private record Task(Runnable task, Runnable refused) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }
}
