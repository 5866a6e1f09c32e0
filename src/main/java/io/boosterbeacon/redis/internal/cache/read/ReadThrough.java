package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
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
 * Reads a value from the store. A missing value is loaded by one caller, checked, stored, and shared with the other
 * callers. All reads of caches go through this class.
 *
 * <p>A stored value that cannot be read is removed and looked up once more. While the store does not answer, and when a
 * load fails, the last known value is served if the policy allows stale values. A caller in a transaction sees the
 * values that the transaction has loaded, bypasses the cache for entries that the transaction has changed, and stores
 * loaded values after the commit. Thread-safe.
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
            Scheduler timers,
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
     * Reads a value, and waits for it.
     *
     * @param loader called on this thread if there is no value. Its exceptions are thrown by this method, and to the
     *     callers that wait for its load
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
     * Waits until a value is found or its load has begun. The returned stage fails with the failure of the load, also
     * if another caller has loaded.
     *
     * @param loader called on this thread if there is no value; its exceptions are thrown by this method
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

    /**
     * Reads a value without blocking. The loader is called on the thread that has found no value, which may be a thread
     * of the store.
     */
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
        Outcome first = read.first(lookups.lookUp(read.entry()));
        if (first != null) {
            return first;
        }
        invalidator.invalidate(read.entry()).toCompletableFuture().join();
        read.restart();
        return read.second(lookups.lookUp(read.entry()));
    }

    private CompletionStage<Outcome> lookUpAsync(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(own);
        }
        return lookups.lookUpAsync(read.entry()).thenCompose(found -> {
            Outcome first = read.first(found);
            return first != null ? CompletableFuture.completedFuture(first) : lookUpAgain(read);
        });
    }

    private CompletionStage<Outcome> lookUpAgain(ValueRead read) {
        return invalidator
                .invalidate(read.entry())
                .thenCompose(removed -> {
                    read.restart();
                    return lookups.lookUpAsync(read.entry());
                })
                .thenApply(read::second);
    }
}
