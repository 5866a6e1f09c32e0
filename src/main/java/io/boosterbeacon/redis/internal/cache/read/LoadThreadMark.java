package io.boosterbeacon.redis.internal.cache.read;

import org.jspecify.annotations.Nullable;

/** Knows which threads run a load for another thread: a load within one runs in place. Thread-safe. */
final class LoadThreadMark {
    @SuppressWarnings("ThreadLocalUsage") // of each application its own
    private final ThreadLocal<@Nullable Boolean> marked = new ThreadLocal<>();

    /** Whether the current thread runs a load for another thread. */
    boolean isSet() {
        return marked.get() != null;
    }

    /** Threads that have the mark while they run a task. */
    LoadExecutor on(LoadExecutor threads) {
        return threads.changing(this::marking);
    }

    private Runnable marking(Runnable task) {
        return () -> {
            marked.set(true);
            try {
                task.run();
            } finally {
                marked.remove();
            }
        };
    }
}
