package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

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

    /**
     * The same threads for tasks that are changed first.
     *
     * @param change called on the thread of the caller
     */
    default LoadExecutor changing(UnaryOperator<Runnable> change) {
        LoadExecutor threads = this;
        return new LoadExecutor() {
            @Override
            public void execute(Runnable task) {
                threads.execute(change.apply(task));
            }

            @Override
            public boolean execute(Runnable task, Duration patience) throws InterruptedException {
                return threads.execute(change.apply(task), patience);
            }
        };
    }
}
