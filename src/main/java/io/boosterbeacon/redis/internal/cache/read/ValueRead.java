package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One read of one caller: what it makes of a look-up, and of its load. */
final class ValueRead {
    private final CacheStore store;
    private final ChangeCounts changes;
    private final CacheEntry entry;
    private final ValueFormat format;
    private final ReadPolicy policy;
    private final @Nullable CacheTransaction transaction;
    private final Telemetry telemetry;
    /** Counted before the look-up. */
    private long changesBefore;

    private long keptChangesBefore;

    ValueRead(
            CacheStore store,
            ChangeCounts changes,
            CacheEntry entry,
            ValueFormat format,
            ReadPolicy policy,
            @Nullable CacheTransaction transaction,
            Telemetry telemetry) {
        this.store = store;
        this.changes = changes;
        this.entry = entry;
        this.format = format;
        this.policy = policy;
        this.transaction = transaction;
        this.telemetry = telemetry;
        restart();
    }

    CacheEntry entry() {
        return entry;
    }

    /** The next look-up begins. */
    void restart() {
        if (transaction != null) {
            changesBefore = changes.of(entry);
        }
        if (policy.serveStale()) {
            keptChangesBefore = store.changes(entry);
        }
    }

    /** How the transaction reads the entry by itself; null: as everybody does. */
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

    /** What a first look-up has come to; null if the value cannot be read, and is to be removed. */
    @Nullable
    Outcome first(Outcome outcome) {
        if (!(outcome instanceof Outcome.Found found) || found.stale()) {
            return second(outcome);
        }
        try {
            Object value = format.open(found.value());
            keep(found.value(), value);
            telemetry.cacheHit(policy.cache(), HitSource.REMOTE);
            return new Outcome.Opened(value);
        } catch (UnbindableException e) {
            return null;
        }
    }

    /** What a look-up has come to that is the last one in any case. */
    Outcome second(Outcome outcome) {
        if (outcome instanceof Outcome.Found found) {
            return shared(found);
        }
        return outcome instanceof Outcome.Load load && transaction != null ? deferred(load, transaction) : outcome;
    }

    /**
     * Methods that share an entry may differ: in their types, or in whether they may serve stale values. Neither waits for the
     * other.
     */
    private Outcome shared(Outcome.Found found) {
        if (found.stale() && !policy.serveStale()) {
            return new Outcome.Bypass();
        }
        Object value;
        try {
            value = format.open(found.value());
        } catch (UnbindableException e) {
            return new Outcome.Bypass();
        }
        if (found.stale()) {
            telemetry.cacheServedStale(policy.cache());
        } else {
            telemetry.cacheHit(policy.cache(), HitSource.REMOTE);
        }
        return new Outcome.Opened(value);
    }

    /** Holds a load back whose value only its transaction may see until it has committed. */
    private Outcome deferred(Outcome.Load load, CacheTransaction current) {
        long before = changesBefore;
        DeferredLoad deferred = new DeferredLoad(load, current, () -> changes.of(entry) != before);
        if (load.withoutStore()) {
            // it will never be stored: those who wait for it load at once, not one after the other
            load.holdBack();
        }
        current.keep(entry, deferred);
        return deferred;
    }

    /** A value that is not stored takes the place of the last known one all the same: that is older. */
    private void keep(byte[] bytes, @Nullable Object value) {
        if (!policy.serveStale()) {
            return;
        }
        if (policy.of(format.isNothing(value)).isZero()) {
            store.dropLastKnown(entry);
        } else {
            store.keepLastKnown(entry, bytes, policy.staleTtl(), keptChangesBefore);
        }
    }

    /** Loads on the caller's thread. */
    @Nullable
    Object load(Outcome.Load load, Callable<? extends @Nullable Object> loader) throws Throwable {
        Known known = load.withoutStore() ? join(lastKnown()) : null;
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
            return instead(load, failure);
        }
        telemetry.cacheLoaded(policy.cache(), System.nanoTime() - begin);
        join(end(load, value));
        return value;
    }

    /** Begins a load on the caller's thread. */
    @Nullable
    CompletionStage<?> loadStage(Outcome.Load load, Callable<? extends @Nullable CompletionStage<?>> loader)
            throws Throwable {
        Known known = load.withoutStore() ? join(lastKnown()) : null;
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
            return CompletableFuture.completedFuture(instead(load, failure));
        }
        if (stage == null) {
            join(withhold(load));
            return null;
        }
        return stage.handle((value, failure) -> {
                    if (failure == null) {
                        telemetry.cacheLoaded(policy.cache(), System.nanoTime() - begin);
                        return end(load, value).<@Nullable Object>thenApply(done -> value);
                    }
                    telemetry.cacheLoadFailed(policy.cache(), System.nanoTime() - begin);
                    return failed(load, failure);
                })
                .thenCompose(result -> result);
    }

    /** The last known value in place of one whose load has failed; throws the failure if there is none. */
    private @Nullable Object instead(Outcome.Load load, Throwable failure) throws Throwable {
        Known known = join(lastKnown(failure));
        if (known == null) {
            join(load.fail(failure));
            throw failure;
        }
        return serve(load, known);
    }

    private @Nullable Object serve(Outcome.Load load, Known known) {
        telemetry.cacheServedStale(policy.cache());
        join(load.serveStale(known.bytes()));
        return known.value();
    }

    private CompletionStage<@Nullable Object> failed(Outcome.Load load, Throwable failure) {
        return lastKnown(Lookups.unwrapped(failure)).thenCompose(known -> {
            if (known == null) {
                return load.fail(failure).thenCompose(done -> CompletableFuture.failedFuture(failure));
            }
            telemetry.cacheServedStale(policy.cache());
            return load.serveStale(known.bytes()).thenApply(done -> known.value());
        });
    }

    /** Ends a load that has succeeded, whatever becomes of its value: never throws, and the stage does not fail. */
    private CompletionStage<Void> end(Outcome.Load load, @Nullable Object value) {
        byte[] bytes = format.seal(value);
        if (bytes == null) {
            return withhold(load);
        }
        if (policy.serveStale()) {
            load.onPublication(() -> keep(bytes, value));
        }
        Duration ttl = policy.of(format.isNothing(value));
        return ttl.isZero() ? load.share(bytes) : load.store(bytes, policy.jittered(ttl));
    }

    private CompletionStage<Void> withhold(Outcome.Load load) {
        // older than what was loaded
        store.dropLastKnown(entry);
        return load.withhold();
    }

    /** An {@code Error} is never answered by a value. */
    private CompletionStage<@Nullable Known> lastKnown(Throwable failure) {
        return failure instanceof Exception ? lastKnown() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<@Nullable Known> lastKnown() {
        return policy.serveStale()
                ? store.lastKnown(entry)
                        .thenApply(bytes -> bytes.map(this::opened).orElse(null))
                : CompletableFuture.completedFuture(null);
    }

    private @Nullable Known opened(byte[] bytes) {
        try {
            return new Known(bytes, format.open(bytes));
        } catch (UnbindableException e) {
            return null;
        }
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** The last known value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(byte[] bytes, @Nullable Object value) {}
}
