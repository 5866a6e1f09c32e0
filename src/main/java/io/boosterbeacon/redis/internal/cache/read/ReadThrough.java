package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which values are read: found in the store, or loaded by one caller, proved, stored, and shared with the others.
 *
 * <p>A value that cannot be read is removed, and looked for again. While the store does not answer, and when a load fails, the
 * last known value is served, where that may be stale. A caller in a transaction sees what the transaction has loaded itself,
 * reads what the transaction has changed past the cache, and stores what it loads after the commit. Thread-safe.
 */
public final class ReadThrough {
    private final CacheStore store;
    private final Invalidator invalidator;
    private final Transactions transactions;
    private final Lookups lookups;
    private final Telemetry telemetry;

    /** @param nanos a clock like {@link System#nanoTime} */
    public ReadThrough(
            CacheStore store,
            Invalidator invalidator,
            Transactions transactions,
            Deadlines timers,
            CacheSettings settings,
            LongSupplier nanos,
            Telemetry telemetry) {
        this.store = store;
        this.invalidator = invalidator;
        this.transactions = transactions;
        this.lookups = new Lookups(store, invalidator, timers, settings, nanos);
        this.telemetry = telemetry;
    }

    /**
     * Waits for a value.
     *
     * @param loader called on this thread if there is no value; what it throws is thrown, here or where its load was shared
     */
    public @Nullable Object read(
            CacheEntry entry, ValueFormat format, ReadPolicy policy, Callable<? extends @Nullable Object> loader)
            throws Throwable {
        ValueRead read = begin(entry, format, policy);
        Outcome outcome = lookUp(read);
        if (outcome instanceof Outcome.Opened found) {
            return found.value();
        }
        return outcome instanceof Outcome.Load load ? read.load(load, loader) : loader.call();
    }

    /**
     * Waits until a value is found or its load has begun. The returned stage fails as the load does, or another's load that it
     * has waited for.
     *
     * @param loader called on this thread if there is no value; what it throws itself is thrown
     */
    public @Nullable CompletionStage<?> readStage(
            CacheEntry entry,
            ValueFormat format,
            ReadPolicy policy,
            Callable<? extends @Nullable CompletionStage<?>> loader)
            throws Throwable {
        ValueRead read = begin(entry, format, policy);
        Outcome outcome;
        try {
            outcome = lookUp(read);
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
        return finish(read, outcome, loader);
    }

    /** Reads without waiting. The loader is called on whatever thread finds that there is no value. */
    public CompletionStage<?> readAsync(
            CacheEntry entry, ValueFormat format, ReadPolicy policy, Supplier<? extends CompletionStage<?>> loader) {
        ValueRead read = begin(entry, format, policy);
        return lookUpAsync(read).thenCompose(outcome -> {
            try {
                return finish(read, outcome, () -> started(loader));
            } catch (Throwable e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private static CompletionStage<?> started(Supplier<? extends CompletionStage<?>> loader) {
        try {
            return loader.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable CompletionStage<?> finish(
            ValueRead read, Outcome outcome, Callable<? extends @Nullable CompletionStage<?>> loader) throws Throwable {
        if (outcome instanceof Outcome.Opened found) {
            return CompletableFuture.completedFuture(found.value());
        }
        return outcome instanceof Outcome.Load load ? read.loadStage(load, loader) : loader.call();
    }

    private ValueRead begin(CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        CacheTransaction transaction = transactions.current().orElse(null);
        Telemetry listener = policy.cache().isEmpty() ? Telemetry.NONE : telemetry;
        return new ValueRead(store, invalidator.changes(), entry, format, policy, transaction, listener);
    }

    private Outcome lookUp(ValueRead read) throws Throwable {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return own;
        }
        Outcome first = read.first(lookups.await(read.entry()));
        if (first != null) {
            return first;
        }
        invalidator.invalidate(read.entry()).toCompletableFuture().join();
        read.restart();
        return read.second(lookups.await(read.entry()));
    }

    private CompletionStage<Outcome> lookUpAsync(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(own);
        }
        return lookups.begin(read.entry()).thenCompose(found -> {
            Outcome first = read.first(found);
            return first != null ? CompletableFuture.completedFuture(first) : lookUpAgain(read);
        });
    }

    private CompletionStage<Outcome> lookUpAgain(ValueRead read) {
        return invalidator
                .invalidate(read.entry())
                .thenCompose(removed -> {
                    read.restart();
                    return lookups.begin(read.entry());
                })
                .thenApply(read::second);
    }
}
