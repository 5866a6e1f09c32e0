package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final LoadThreads threads;
    private final Duration longest;
    /** What this node replaces, or has tried to a short time ago. */
    private final ConcurrentMap<CacheEntry, Attempt> running = new ConcurrentHashMap<>();

    /** @param longest the time after which an attempt that has not ended does not count any more */
    Refreshes(Lookups lookups, LoadThreads threads, Duration longest) {
        this.lookups = lookups;
        this.threads = threads;
        this.longest = longest;
    }

    /** Whether this node replaces the value already, or has tried to a short time ago. */
    boolean isRunning(CacheEntry entry) {
        return running.containsKey(entry);
    }

    /**
     * Lets a caller replace a value itself, unless this node or another caller does, or has tried to a short time ago.
     * The stage does not fail.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     * @return empty if the caller must not
     */
    CompletionStage<Optional<Replacement>> byCaller(CacheEntry.Cached entry, long seen) {
        Attempt attempt = new Attempt(entry);
        return attempt.begin() ? attempt.lease(seen) : CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Replaces a value, unless another caller does. Never waits, never throws. The stage completes with the new value,
     * or with null if this has loaded none; it does not fail.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     * @param loader called on another thread; gives a value or its stage
     */
    CompletableFuture<Outcome.@Nullable Opened> begin(
            CacheEntry.Cached entry, long seen, ValueRead read, Loader<?> loader) {
        CompletableFuture<Outcome.@Nullable Opened> loaded = new CompletableFuture<>();
        Attempt attempt = new Attempt(entry);
        if (!attempt.begin()) {
            loaded.complete(null);
            return loaded;
        }
        try {
            threads.background().execute(() -> {
                try {
                    CompletionStage<?> unused = run(entry, seen, attempt, read, loader)
                            .whenComplete((value, failure) -> loaded.complete(value));
                } catch (RuntimeException | Error e) {
                    attempt.failed(e);
                    loaded.complete(null);
                }
            });
        } catch (RuntimeException | Error e) {
            // also of a server that ends, or that can start no thread: the caller has its value
            attempt.failed(e);
            loaded.complete(null);
        }
        return loaded;
    }

    /** The new value, if it comes in time; else null. */
    static Outcome.@Nullable Opened within(CompletableFuture<Outcome.@Nullable Opened> newer, Duration atMost) {
        if (atMost.isZero()) {
            return null;
        }
        try {
            return newer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    private CompletionStage<Outcome.@Nullable Opened> run(
            CacheEntry.Cached entry, long seen, Attempt attempt, ValueRead read, Loader<?> loader) {
        Optional<Replacement> replacement =
                attempt.lease(seen).toCompletableFuture().join();
        if (replacement.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return read.loading()
                .refresh(replacement.get().load(), () -> loaded(entry, loader))
                .whenComplete((refreshed, failure) -> {
                    if (failure == null) {
                        attempt.ended();
                    } else {
                        attempt.failed(Lookups.unwrapped(failure));
                    }
                });
    }

    private static @Nullable CompletionStage<?> loaded(CacheEntry entry, Loader<?> loader) throws Exception {
        Object loaded = loader.call();
        loader.requireOf(entry);
        return loaded instanceof CompletionStage<?> stage ? stage : CompletableFuture.completedFuture(loaded);
    }

    /** One attempt of this node to replace a value. Attempts are told apart by their identity. */
    private final class Attempt implements Replacement.Attempt {
        private final CacheEntry.Cached entry;

        private Attempt(CacheEntry.Cached entry) {
            this.entry = entry;
        }

        /** False if there is another one, or was a short time ago. */
        private boolean begin() {
            if (running.putIfAbsent(entry, this) != null) {
                return false;
            }
            endAfter(longest);
            return true;
        }

        /** Takes the lease to load the value; empty if another caller has it. The stage does not fail. */
        private CompletionStage<Optional<Replacement>> lease(long seen) {
            return lookups.tryReplace(entry, seen).thenApply(granted -> {
                if (granted.isEmpty()) {
                    endAfter(ELSEWHERE);
                }
                return granted.map(load -> new Replacement(load, this));
            });
        }

        @Override
        public void ended() {
            running.remove(entry, this);
        }

        @Override
        public void failed() {
            endAfter(PAUSE);
        }

        private void failed(Throwable failure) {
            LOG.warn("The value of a cache is not refreshed", failure);
            failed();
        }

        private void endAfter(Duration pause) {
            try {
                var unused = threads.timers().once(pause, this::ended);
            } catch (OutOfMemoryError noThread) {
                ended();
            }
        }
    }
}
