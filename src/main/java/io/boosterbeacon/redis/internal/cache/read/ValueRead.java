package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One read by one caller: interprets the result of the look-up, and runs the load. */
final class ValueRead {
    private final CacheStore store;
    private final Invalidator invalidator;
    private final ChangeCounts changes;
    private final CacheEntry entry;
    private final ValueFormat format;
    private final ReadPolicy policy;
    private final @Nullable CacheTransaction transaction;
    private final Telemetry telemetry;
    private final LastKnown lastKnown;
    /** The number of changes of the entry before the look-up. */
    private long changesBefore;
    /** Whether there is a stored value that this read replaces. */
    private boolean replaces;
    /** The stored value, for a load that fails. */
    private Outcome.@Nullable Opened fallback;

    private Runnable fallbackUsed = () -> {};

    ValueRead(
            CacheStore store,
            Invalidator invalidator,
            CacheEntry entry,
            ValueFormat format,
            ReadPolicy policy,
            @Nullable CacheTransaction transaction,
            Telemetry telemetry) {
        this.store = store;
        this.invalidator = invalidator;
        this.changes = invalidator.changes();
        this.entry = entry;
        this.format = format;
        this.policy = policy;
        this.transaction = transaction;
        this.telemetry = telemetry;
        this.lastKnown = new LastKnown(store, entry, format, policy);
        restart();
    }

    CacheEntry entry() {
        return entry;
    }

    ValueFormat format() {
        return format;
    }

    ReadPolicy policy() {
        return policy;
    }

    /** The load is that of another value than the stored one. If it gives a value that is not stored, the old one goes. */
    Outcome replacing(Outcome outcome) {
        replaces = true;
        return second(outcome);
    }

    /**
     * The load of another value than the stored one, on the thread of the caller. If it fails, the caller gets the stored
     * one.
     *
     * @param failed called if it fails
     */
    Outcome replacing(Outcome.Load load, Outcome.Opened opened, Runnable failed) {
        fallback = opened;
        fallbackUsed = failed;
        return replacing(load);
    }

    /** Prepares the next look-up. */
    void restart() {
        if (transaction != null) {
            changesBefore = changes.of(entry);
        }
        lastKnown.beforeLookup();
    }

    /** The outcome within the transaction; null if the transaction does not affect this entry. */
    @Nullable
    Outcome ofTransaction() {
        if (transaction == null) {
            return null;
        }
        Optional<byte[]> loaded = transaction.loaded(entry);
        if (loaded.isPresent()) {
            return shared(new Outcome.Found(loaded.get(), false));
        }
        return transaction.bypasses(entry) ? new Outcome.Bypass() : null;
    }

    /** Opens the stored value; null if it cannot be read and must be removed. */
    Outcome.@Nullable Opened first(Outcome.Stored stored, Freshness freshness) {
        try {
            Object value = format.open(entry, stored.hit().value());
            lastKnown.keep(stored.hit().value(), value);
            served(freshness == Freshness.STALE);
            return new Outcome.Opened(value);
        } catch (UnbindableException e) {
            telemetry.cacheUnreadable(policy.cache());
            return null;
        }
    }

    /** The outcome of the last look-up. */
    Outcome second(Outcome outcome) {
        if (outcome instanceof Outcome.Found found) {
            return shared(found);
        }
        if (outcome instanceof Outcome.Stored stored) {
            return shared(new Outcome.Found(stored.hit().value(), false));
        }
        return outcome instanceof Outcome.Load load && transaction != null ? deferred(load, transaction) : outcome;
    }

    /**
     * Opens a value of another caller. Methods that share an entry may differ in their types, and in whether they
     * accept stale values: if the value does not fit this method, it calls its own loader.
     */
    private Outcome shared(Outcome.Found found) {
        if (found.stale() && !policy.serveStale()) {
            return new Outcome.Bypass();
        }
        Object value;
        try {
            value = format.open(entry, found.value());
        } catch (UnbindableException e) {
            telemetry.cacheUnreadable(policy.cache());
            telemetry.cacheMiss(policy.cache());
            return new Outcome.Bypass();
        }
        served(found.stale());
        return new Outcome.Opened(value);
    }

    private void served(boolean stale) {
        if (stale) {
            telemetry.cacheServedStale(policy.cache());
        } else {
            telemetry.cacheHit(policy.cache(), HitSource.REMOTE);
        }
    }

    /** Defers the publication of a load: until the commit only the transaction itself may see the value. */
    private Outcome deferred(Outcome.Load load, CacheTransaction current) {
        long before = changesBefore;
        DeferredLoad deferred = new DeferredLoad(load, current, () -> changes.of(entry) != before);
        if (load.withoutStore()) {
            // the value will never be stored, so waiters load at once instead of one after the other
            load.defer();
        }
        current.keep(entry, deferred);
        return deferred;
    }

    /** Runs a load on the caller's thread. */
    @Nullable
    Object load(Outcome.Load load, Callable<? extends @Nullable Object> loader) throws Throwable {
        LastKnown.Value known = load.withoutStore() ? join(lastKnown.find()) : null;
        if (known != null) {
            return serve(load, known);
        }
        telemetry.cacheMiss(policy.cache());
        long begin = System.nanoTime();
        Object value;
        try {
            value = loader.call();
        } catch (Throwable failure) {
            telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
            return staleOrThrow(load, failure);
        }
        join(loaded(load, value, begin));
        return value;
    }

    /** Starts an asynchronous load on the caller's thread. */
    @Nullable
    CompletionStage<?> loadStage(Outcome.Load load, Callable<? extends @Nullable CompletionStage<?>> loader)
            throws Throwable {
        LastKnown.Value known = load.withoutStore() ? join(lastKnown.find()) : null;
        if (known != null) {
            return CompletableFuture.completedFuture(serve(load, known));
        }
        telemetry.cacheMiss(policy.cache());
        long begin = System.nanoTime();
        CompletionStage<?> stage;
        try {
            stage = loader.call();
        } catch (Throwable failure) {
            telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
            return CompletableFuture.completedFuture(staleOrThrow(load, failure));
        }
        if (stage == null) {
            join(shareNothing(load));
            return null;
        }
        return stage.handle((value, failure) -> {
                    if (failure == null) {
                        return loaded(load, value, begin).<@Nullable Object>thenApply(done -> value);
                    }
                    telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
                    return failed(load, failure);
                })
                .thenCompose(result -> result);
    }

    /**
     * Loads a value while the stored one is served. If the load fails, the stage fails, and the stored value stays.
     * Never throws.
     */
    CompletionStage<Void> refresh(Outcome.Load load, Callable<? extends @Nullable CompletionStage<?>> loader) {
        replaces = true;
        long begin = System.nanoTime();
        CompletionStage<?> stage;
        try {
            stage = loader.call();
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        if (stage == null) {
            return shareNothing(load);
        }
        return stage.<CompletionStage<Void>>handle((value, failure) -> {
                    if (failure == null) {
                        return loaded(load, value, begin);
                    }
                    telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
                    return load.abandon().thenCompose(done -> CompletableFuture.failedFuture(failure));
                })
                .thenCompose(done -> done);
    }

    private CompletionStage<Void> loaded(Outcome.Load load, @Nullable Object value, long begin) {
        long nanos = System.nanoTime() - begin;
        telemetry.cacheLoaded(policy.cache(), nanos);
        return end(load, value, Duration.ofNanos(nanos));
    }

    /** Serves the last known value after a failed load; throws the failure if there is none. */
    private @Nullable Object staleOrThrow(Outcome.Load load, Throwable failure) throws Throwable {
        if (fallback != null && failure instanceof Exception) {
            join(useFallback(load));
            return fallback.value();
        }
        LastKnown.Value known = join(lastKnown.find(failure));
        if (known == null) {
            join(load.fail(failure));
            throw failure;
        }
        return serve(load, known);
    }

    private CompletionStage<Void> useFallback(Outcome.Load load) {
        fallbackUsed.run();
        return load.abandon();
    }

    private @Nullable Object serve(Outcome.Load load, LastKnown.Value known) {
        telemetry.cacheServedStale(policy.cache());
        join(load.serveStale(known.bytes()));
        return known.value();
    }

    private CompletionStage<@Nullable Object> failed(Outcome.Load load, Throwable failure) {
        Outcome.Opened opened = fallback;
        if (opened != null && Lookups.unwrapped(failure) instanceof Exception) {
            return useFallback(load).thenApply(done -> opened.value());
        }
        return lastKnown.find(Lookups.unwrapped(failure)).thenCompose(known -> {
            if (known == null) {
                return load.fail(failure).thenCompose(done -> CompletableFuture.failedFuture(failure));
            }
            telemetry.cacheServedStale(policy.cache());
            return load.serveStale(known.bytes()).thenApply(done -> known.value());
        });
    }

    /** Ends a successful load. Never throws, and the stage does not fail, even if the value cannot be stored. */
    private CompletionStage<Void> end(Outcome.Load load, @Nullable Object value, Duration loadTime) {
        byte[] bytes = format.seal(entry, value);
        if (bytes == null) {
            return shareNothing(load);
        }
        if (policy.serveStale()) {
            load.onPublication(() -> lastKnown.keep(bytes, value));
        }
        Duration ttl = policy.of(format.isNothing(value));
        if (ttl.isZero()) {
            return removeReplaced(load.share(bytes));
        }
        return load.store(bytes, Lifetime.of(policy.jittered(ttl), policy.staleTtl(), loadTime));
    }

    private CompletionStage<Void> shareNothing(Outcome.Load load) {
        // it is older than the loaded value
        store.dropLastKnown(entry);
        return removeReplaced(load.shareNothing());
    }

    /** Removes the value that was to be replaced: it is older than the loaded one, which is not stored. */
    private CompletionStage<Void> removeReplaced(CompletionStage<Void> ended) {
        return replaces ? ended.thenCompose(done -> invalidator.invalidate(entry)) : ended;
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
