package io.boosterbeacon.redis.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for what depends on a missed deadline. That may be an application's code, which may wait for other deadlines. So the
 * threads are few, but more are added one by one while all of them wait and none has ended a task for a second, up to
 * {@value #MAX_THREADS}; further tasks wait for a thread. Where no thread can be started, a task runs on one that exists, or
 * else on the caller's. Thread-safe.
 */
final class Callbacks implements AutoCloseable {
    /** What runs here is short as a rule: it completes stages. */
    static final int THREADS = 32;
    /** So many application threads that wait for each other will not be helped by one more. */
    static final int MAX_THREADS = 128;

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
        int size = threads.getMaximumPoolSize();
        if (threads.getCompletedTaskCount() == endedBefore && size < MAX_THREADS && !threads.isShutdown()) {
            resize(size + 1);
        }
        watch();
    }

    /** Added threads are started for the tasks that wait; those above the size end when they are idle. */
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
