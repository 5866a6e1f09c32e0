package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The load of one value by one caller: calls the method, and ends the load by its value or its failure. */
final class ValueLoad {
    private final CacheStore store;
    private final CacheEntry entry;
    private final ValueFormat format;
    private final ReadPolicy policy;
    private final Telemetry telemetry;
    private final LastKnown lastKnown;
    private final Recorder recorder;
    /** Whether there is a stored value that this load replaces. */
    private boolean replaces;
    /** The stored value, for a load that fails. */
    private Outcome.@Nullable Opened fallback;

    private Runnable fallbackUsed = () -> {};
    private Replacement.@Nullable Attempt attempt;
    /** Whether no older value is returned. */
    private boolean fresh;

    /** Is told what the caller gets. */
    @FunctionalInterface
    interface Recorder {
        /**
         * Records a value.
         *
         * @param fresh how long the value is fresh from now on, in milliseconds
         */
        void record(@Nullable Object value, byte[] bytes, long fresh);
    }

    ValueLoad(
            CacheStore store,
            CacheEntry entry,
            ValueFormat format,
            ReadPolicy policy,
            Telemetry telemetry,
            LastKnown lastKnown,
            Recorder recorder) {
        this.store = store;
        this.entry = entry;
        this.format = format;
        this.policy = policy;
        this.telemetry = telemetry;
        this.lastKnown = lastKnown;
        this.recorder = recorder;
    }

    /** There is a stored value, which goes if the loaded one is not stored. */
    void replaces() {
        replaces = true;
    }

    /** The caller accepts nothing that is older than this load. */
    void readsFresh() {
        fresh = true;
        replaces();
    }

    /**
     * If the load fails, the caller gets the stored value.
     *
     * @param replacing is told whether the load has failed
     * @param used called if the caller gets the stored value
     */
    void fallBackTo(Outcome.Opened stored, Replacement.Attempt replacing, Runnable used) {
        fallback = stored;
        attempt = replacing;
        fallbackUsed = used;
    }

    /** Runs a load on the caller's thread. */
    @Nullable
    Object load(Outcome.Load load, Callable<? extends @Nullable Object> loader) throws Throwable {
        LastKnown.Value known = load.withoutStore() && !fresh ? join(lastKnown.find()) : null;
        if (known != null) {
            return serve(load, known);
        }
        telemetry.cacheMiss(policy.cache());
        long begin = System.nanoTime();
        Object value;
        try {
            value = loader.call();
        } catch (Throwable failure) {
            loadFailed(begin);
            return staleOrThrow(load, failure);
        }
        join(loaded(load, value, begin));
        return value;
    }

    /** Starts an asynchronous load on the caller's thread. */
    @Nullable
    CompletionStage<?> loadStage(Outcome.Load load, Callable<? extends @Nullable CompletionStage<?>> loader)
            throws Throwable {
        LastKnown.Value known = load.withoutStore() && !fresh ? join(lastKnown.find()) : null;
        if (known != null) {
            return CompletableFuture.completedFuture(serve(load, known));
        }
        telemetry.cacheMiss(policy.cache());
        long begin = System.nanoTime();
        CompletionStage<?> stage;
        try {
            stage = loader.call();
        } catch (Throwable failure) {
            loadFailed(begin);
            return CompletableFuture.completedFuture(staleOrThrow(load, failure));
        }
        if (stage == null) {
            ended();
            join(shareNothing(load));
            return null;
        }
        return stage.handle((value, failure) -> {
                    if (failure == null) {
                        return loaded(load, value, begin).<@Nullable Object>thenApply(done -> value);
                    }
                    loadFailed(begin);
                    return failed(load, failure);
                })
                .thenCompose(result -> result);
    }

    /**
     * Loads a value while the stored one is served. The stage completes with the value; null if there is no stage of it.
     * If the load fails, the stage fails, and the stored value stays. Never throws.
     */
    CompletionStage<Outcome.@Nullable Opened> refresh(
            Outcome.Load load, Callable<? extends @Nullable CompletionStage<?>> loader) {
        replaces();
        long begin = System.nanoTime();
        CompletionStage<?> stage;
        try {
            stage = loader.call();
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        if (stage == null) {
            return shareNothing(load).thenApply(done -> null);
        }
        return stage.<CompletionStage<Outcome.@Nullable Opened>>handle((value, failure) -> {
                    if (failure == null) {
                        return loaded(load, value, begin).thenApply(done -> new Outcome.Opened(value));
                    }
                    loadFailed(begin);
                    return load.pause(Refreshes.PAUSE).thenCompose(done -> CompletableFuture.failedFuture(failure));
                })
                .thenCompose(opened -> opened);
    }

    private void loadFailed(long begin) {
        telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
        if (attempt != null) {
            attempt.failed();
        }
    }

    private void ended() {
        if (attempt != null) {
            attempt.ended();
        }
    }

    /** Ends a load that its caller does not wait for any more. The next caller loads. */
    void abandon(Outcome late) {
        if (late instanceof Outcome.Load load) {
            CompletionStage<Void> unused = load.abandon().thenRun(this::ended);
        }
    }

    private CompletionStage<Void> loaded(Outcome.Load load, @Nullable Object value, long begin) {
        long nanos = System.nanoTime() - begin;
        telemetry.cacheLoaded(policy.cache(), nanos);
        return end(load, value, Duration.ofNanos(nanos)).thenRun(this::ended);
    }

    /** Serves the last known value after a failed load; throws the failure if there is none. */
    private @Nullable Object staleOrThrow(Outcome.Load load, Throwable failure) throws Throwable {
        if (fallback != null && failure instanceof Exception) {
            join(useFallback(load));
            return fallback.value();
        }
        LastKnown.Value known = fresh ? null : join(lastKnown.find(failure));
        if (known == null) {
            join(fail(load, failure));
            throw failure;
        }
        return serve(load, known);
    }

    /** Waiters that accept older values look for one by themselves. */
    private CompletionStage<Void> fail(Outcome.Load load, Throwable failure) {
        return fresh && policy.serveStale() ? load.abandon() : load.fail(failure);
    }

    private CompletionStage<Void> useFallback(Outcome.Load load) {
        fallbackUsed.run();
        return load.pause(Refreshes.PAUSE);
    }

    private @Nullable Object serve(Outcome.Load load, LastKnown.Value known) {
        telemetry.cacheServedStale(policy.cache());
        recorder.record(known.value(), known.bytes(), 0);
        join(load.serveStale(known.bytes()));
        return known.value();
    }

    private CompletionStage<@Nullable Object> failed(Outcome.Load load, Throwable failure) {
        Outcome.Opened opened = fallback;
        if (opened != null && Lookups.unwrapped(failure) instanceof Exception) {
            return useFallback(load).thenApply(done -> opened.value());
        }
        CompletionStage<LastKnown.@Nullable Value> found =
                fresh ? CompletableFuture.completedFuture(null) : lastKnown.find(Lookups.unwrapped(failure));
        return found.thenCompose(known -> {
            if (known == null) {
                return fail(load, failure).thenCompose(done -> CompletableFuture.failedFuture(failure));
            }
            telemetry.cacheServedStale(policy.cache());
            recorder.record(known.value(), known.bytes(), 0);
            return load.serveStale(known.bytes()).thenApply(done -> known.value());
        });
    }

    /** Ends a successful load. Never throws, and the stage does not fail, even if the value cannot be stored. */
    private CompletionStage<Void> end(Outcome.Load load, @Nullable Object value, Duration loadTime) {
        byte[] bytes = format.seal(entry, value);
        List<String> tags = bytes == null ? null : format.tags(value);
        if (bytes == null || tags == null) {
            return shareNothing(load);
        }
        Duration ttl = format.isNothing(value) ? policy.nullTtl() : format.ttl(value, policy.ttl());
        if (policy.serveStale()) {
            load.onPublication(() -> lastKnown.keepLoaded(bytes, ttl));
        }
        if (ttl.isZero()) {
            recorder.record(value, bytes, 0);
            return load.share(bytes, replaces);
        }
        Lifetime lifetime = policy.lifetime(ttl, loadTime);
        return load.store(bytes, lifetime, tags)
                .thenAccept(stored -> recorder.record(value, bytes, stored ? lifetime.fresh() : 0));
    }

    private CompletionStage<Void> shareNothing(Outcome.Load load) {
        // it is older than the loaded value
        store.dropLastKnown(entry);
        return load.shareNothing(replaces);
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
