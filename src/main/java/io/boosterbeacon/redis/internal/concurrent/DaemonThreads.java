package io.boosterbeacon.redis.internal.concurrent;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Creates daemon threads with a name that an operator recognizes. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** A factory of threads that all have the same name. They belong to the application of the caller. */
    static ThreadFactory named(String name) {
        return ofApplication(Thread.currentThread().getContextClassLoader(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Gives the threads of a factory the class loader of an application. Otherwise they have that of the thread that
     * submits their first task, which may be one of the JVM. Servers find the application by it: GlassFish never
     * answers a request that fails on a thread with another one.
     */
    public static ThreadFactory ofApplication(@Nullable ClassLoader application, ThreadFactory threads) {
        return task -> {
            Thread thread = threads.newThread(task);
            thread.setContextClassLoader(application);
            return thread;
        };
    }
}
