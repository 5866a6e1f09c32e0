package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces values in the background while they are served. One caller in the cluster replaces a value, and this node
 * tries it once at a time. After a failure, and while another node replaces the value, it waits before the next
 * attempt, so that a method that fails is not called for each hit. Thread-safe.
 */
final class Refreshes {
    /** The time after a failed load. */
    static final Duration PAUSE = Duration.ofSeconds(1);
    /** The time after an attempt for which another caller has held the lease. */
    private static final Duration ELSEWHERE = Duration.ofMillis(200);

    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final Lookups lookups;
    private final Executor executor;
    private final Timers timers;
    private final Set<CacheEntry> running = ConcurrentHashMap.newKeySet();

    /** @param executor called on the thread of the caller, whose context it may keep */
    Refreshes(Lookups lookups, Executor executor, Timers timers) {
        this.lookups = lookups;
        this.executor = executor;
        this.timers = timers;
    }

    /** Whether this node replaces the value already, or has tried to a short time ago. */
    boolean isRunning(CacheEntry entry) {
        return running.contains(entry);
    }

    /**
     * Replaces a value, unless another caller does. Never waits, never throws.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     * @param loader called on a thread of the executor
     */
    void begin(
            CacheEntry.Cached entry,
            long seen,
            ValueRead read,
            Callable<? extends @Nullable CompletionStage<?>> loader) {
        if (!running.add(entry)) {
            return;
        }
        try {
            executor.execute(() -> run(entry, seen, read, loader));
        } catch (RejectedExecutionException e) {
            boolean unused = LOG.warn("rejected", "A value is not refreshed: its executor accepts no task: " + e);
            endAfter(PAUSE, entry);
        }
    }

    private void run(
            CacheEntry.Cached entry,
            long seen,
            ValueRead read,
            Callable<? extends @Nullable CompletionStage<?>> loader) {
        Optional<Outcome.Load> load =
                lookups.tryReplace(entry, seen).toCompletableFuture().join();
        if (load.isEmpty()) {
            endAfter(ELSEWHERE, entry);
            return;
        }
        CompletionStage<?> unused = read.refresh(load.get(), loader).whenComplete((refreshed, failure) -> {
            if (failure == null) {
                running.remove(entry);
            } else {
                LOG.warn(
                        "The value of a cache is not refreshed, because its load has failed",
                        Lookups.unwrapped(failure));
                endAfter(PAUSE, entry);
            }
        });
    }

    private void endAfter(Duration pause, CacheEntry entry) {
        var unused = timers.once(pause, () -> running.remove(entry));
    }
}
