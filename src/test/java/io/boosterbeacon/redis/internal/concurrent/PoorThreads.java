package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** As where the operating system permits no more threads, until it does. */
public final class PoorThreads implements ThreadFactory {
    private final ThreadFactory threads = DaemonThreads.named("test-poor");
    private volatile int startable;

    public PoorThreads(int startable) {
        this.startable = startable;
    }

    /** Permits some more. */
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
