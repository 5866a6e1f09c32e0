package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** Creates daemon threads with a name that an operator recognizes. */
final class DaemonThreads {
    private DaemonThreads() {}

    /** A factory of threads that all have the same name. */
    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
