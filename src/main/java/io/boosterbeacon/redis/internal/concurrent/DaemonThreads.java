package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no JVM alive, under a name by which an operator knows whose they are. */
final class DaemonThreads {
    private DaemonThreads() {}

    /** Makes threads that all have the name. */
    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
