package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** Timers whose tasks never run: the threads that would run them never begin. */
public final class StoppedTimers {
    private static final ThreadFactory STOPPED = task -> new Thread(task, "test-stopped") {
        @Override
        public void start() {
            // a thread that runs would make a test depend on the time
        }
    };

    private StoppedTimers() {}

    public static Scheduler create() {
        return new Scheduler(STOPPED, STOPPED);
    }
}
