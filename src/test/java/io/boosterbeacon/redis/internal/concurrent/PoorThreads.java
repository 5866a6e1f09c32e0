package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** Starts a limited number of threads, and fails beyond it as an operating system does that permits no more. */
public final class PoorThreads implements ThreadFactory {
    private final ThreadFactory threads = DaemonThreads.named("test-poor");
    private volatile int startable;

    public PoorThreads(int startable) {
        this.startable = startable;
    }

    /** Permits more threads. */
    public void permit(int more) {
        startable = more;
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        if (startable == 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        startable--;
        return threads.newThread(task);
    }
}
