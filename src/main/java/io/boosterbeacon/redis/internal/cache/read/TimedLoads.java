package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Loads that their callers await no longer than the hard timeout. A load that takes longer goes on, and stores its
 * value. A transaction belongs to its thread: a load within one is awaited. Thread-safe.
 */
final class TimedLoads {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final LoadThreads threads;
    private final LoadThreadMark mark;

    /** @param mark of the threads that run loads: they must not wait for each other */
    TimedLoads(LoadThreads threads, LoadThreadMark mark) {
        this.threads = threads;
        this.mark = mark;
    }

    /** How a load has ended. */
    private record Ended(@Nullable Object value, @Nullable Throwable failure) {}

    /** Runs a load, on another thread if the caller may have to give it up. */
    @Nullable
    Object load(ValueRead read, Outcome.Load load, Loader<? extends @Nullable Object> loader) throws Throwable {
        Duration atMost = read.patience();
        if (atMost.isZero() || read.isInTransaction() || mark.isSet()) {
            return read.loading().load(load, loader::call);
        }
        CompletableFuture<Ended> result = new CompletableFuture<>();
        boolean started;
        try {
            started = threads.background().execute(() -> run(read, load, loader, result), atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read.loading().load(load, loader::call);
        } catch (RuntimeException | Error e) {
            // the application ends, or no thread can be started
            return read.loading().load(load, loader::call);
        }
        if (!started) {
            CompletionStage<Void> unused = load.abandon();
            return read.late();
        }
        Ended ended = await(result, read.patience());
        if (ended != null) {
            return valueOrFailure(ended);
        }
        return Thread.currentThread().isInterrupted() ? loader.call() : read.late();
    }

    /** Waits for the end of a load; null if the caller has given it up. */
    private static @Nullable Ended await(CompletableFuture<Ended> result, Duration atMost) {
        try {
            return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a load ends with its failure as a value", e);
        } catch (TimeoutException e) {
            // given up, unless it ends now
        }
        return result.cancel(false) ? null : result.join();
    }

    private static @Nullable Object valueOrFailure(Ended ended) throws Throwable {
        Throwable failure = ended.failure();
        if (failure != null) {
            throw failure;
        }
        return ended.value();
    }

    private static void run(
            ValueRead read,
            Outcome.Load load,
            Loader<? extends @Nullable Object> loader,
            CompletableFuture<Ended> result) {
        Ended ended;
        try {
            Object value = read.loading().load(load, () -> loaded(read, loader, result));
            ended = new Ended(value, null);
        } catch (Throwable failure) {
            ended = new Ended(null, failure);
        }
        Throwable failure = ended.failure();
        if (!result.complete(ended) && failure != null) {
            LOG.warn("A load that has taken longer than hardLoadTimeout has failed", failure);
        }
    }

    private static @Nullable Object loaded(
            ValueRead read, Loader<? extends @Nullable Object> loader, CompletableFuture<Ended> result)
            throws Exception {
        Object value = loader.call();
        if (result.isCancelled()) {
            loader.requireOf(read.entry());
        }
        return value;
    }

    /** The stage of a load, as its caller awaits it. */
    CompletionStage<?> within(ValueRead read, CompletionStage<?> loading) {
        Duration atMost = read.patience();
        if (atMost.isZero()) {
            return loading;
        }
        CompletionStage<Ended> ended = loading.handle(
                (value, failure) -> new Ended(value, failure == null ? null : Lookups.unwrapped(failure)));
        return threads.timers()
                .withTimeout(ended, atMost)
                .exceptionally(timeout -> late(read))
                .thenCompose(TimedLoads::stage);
    }

    /** What a caller gets that has waited for another caller for as long as it may. */
    static CompletionStage<?> lateStage(ValueRead read) {
        return stage(late(read));
    }

    private static CompletionStage<@Nullable Object> stage(Ended ended) {
        Throwable failure = ended.failure();
        return failure == null
                ? CompletableFuture.completedFuture(ended.value())
                : CompletableFuture.failedFuture(failure);
    }

    private static Ended late(ValueRead read) {
        try {
            return new Ended(read.late(), null);
        } catch (RuntimeException e) {
            return new Ended(null, e);
        }
    }
}
