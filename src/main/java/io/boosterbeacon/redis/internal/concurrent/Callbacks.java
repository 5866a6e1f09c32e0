package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for what hangs on a missed deadline. An application's code may, and may wait for other deadlines. So the threads are
 * few, but never too few: while all of them wait and none has got any further for a second, one is added. Where no thread can
 * be started, the task runs on one that there is, at worst on the caller's. Thread-safe.
 */
final class Callbacks implements AutoCloseable {
    /** What runs here is short as a rule: it completes stages. */
    static final int THREADS = 32;

    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads;
    private final Deadlines timer;
    private final AtomicBoolean watched = new AtomicBoolean();

    /** @param timer watches for a standstill */
    Callbacks(ThreadFactory factory, Deadlines timer) {
        this.timer = timer;
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, waiting, factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs a task; on the caller's thread if there is no other, or if this is closed. */
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
            watch();
        }
    }

    private void runOnAnother(Runnable task) {
        boolean left = threads.getPoolSize() > 0 && waiting.offer(task);
        if (!left || (threads.getPoolSize() == 0 && waiting.remove(task))) {
            task.run();
        }
    }

    private void watch() {
        if (watched.compareAndSet(false, true)) {
            long ended = threads.getCompletedTaskCount();
            try {
                var unused = timer.once(STANDSTILL, () -> relieve(ended));
            } catch (OutOfMemoryError noThread) {
                watched.set(false);
            }
        }
    }

    private void relieve(long endedBefore) {
        watched.set(false);
        if (waiting.isEmpty()) {
            resize(THREADS);
            return;
        }
        if (threads.getCompletedTaskCount() == endedBefore && !threads.isShutdown()) {
            resize(threads.getMaximumPoolSize() + 1);
        }
        watch();
    }

    /** More threads are started for what waits, fewer end when they have nothing to do. */
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
