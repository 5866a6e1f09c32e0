package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** Runs loads on other threads than those of their callers. Called on the thread of a caller, whose context it may keep. */
@FunctionalInterface
public interface LoadExecutor {
    /**
     * Runs a task.
     *
     * @throws RejectedExecutionException if there are too many tasks, or if the application ends
     */
    void execute(Runnable task);

    /**
     * Runs a task, and waits before that as long as there are too many.
     *
     * @return false if there were too many all the time
     * @throws RejectedExecutionException if no thread can run it
     */
    default boolean execute(Runnable task, Duration patience) throws InterruptedException {
        execute(task);
        return true;
    }
}
