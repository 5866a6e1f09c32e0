package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value from the store. A missing value is loaded by one caller, checked, stored, and shared with the other
 * callers. All reads of caches go through this class.
 *
 * <p>A stored value that cannot be read is replaced by the caller: it may be that of another version of the
 * application, whose callers are served meanwhile. A stale value is served if the policy allows that, while one caller
 * of the cluster replaces it; a value may also be replaced before it is stale. While the store does not answer, and
 * when a load fails, the last known value is served if the policy allows stale values. A caller in a transaction sees
 * the values that the transaction has loaded, bypasses the cache for entries that the transaction has changed, and
 * stores loaded values after the commit. A caller that bypasses the cache loads the value in any case, takes the lease
 * from other callers, and stores the value. A value that this node keeps is returned at once, without any of that,
 * unless a transaction or a pending invalidation concerns it. Thread-safe.
 */
public final class ReadThrough {
    private final CacheStore store;
    private final Invalidator invalidator;
    private final Transactions transactions;
    private final Lookups lookups;
    private final TimedLoads timedLoads;
    private final Touches touches;
    private final NearHits nearHits;
    private final CallerBypass bypass;
    private final BlockingReads blocking;
    private final AsyncReads async;
    private final ValueFinder finder;
    private final Telemetry telemetry;

    /** @param bypass knows which callers read fresh values */
    public ReadThrough(
            CacheStore store,
            Invalidator invalidator,
            Transactions transactions,
            LoadThreads given,
            CacheSettings settings,
            CallerBypass bypass,
            Telemetry telemetry) {
        this.store = store;
        this.invalidator = invalidator;
        this.transactions = transactions;
        LoadThreadMark mark = new LoadThreadMark();
        LoadThreads threads = new LoadThreads(given.timers(), bypass.on(mark.on(given.background())), given.nanos());
        this.lookups = new Lookups(new LoadsInFlight(store, invalidator, threads, settings));
        this.bypass = bypass;
        this.touches = new Touches(store, threads.nanos());
        this.timedLoads = new TimedLoads(threads, mark);
        this.nearHits = new NearHits(store, invalidator.pending(), transactions, telemetry);
        Refreshes refreshes =
                new Refreshes(lookups, threads, settings.loadWait().plus(settings.lease()));
        Ages ages = new Ages(store);
        this.blocking = new BlockingReads(lookups, refreshes, touches, ages);
        this.async = new AsyncReads(lookups, refreshes, touches, ages);
        this.finder = new ValueFinder(this, async, bypass);
        this.telemetry = telemetry;
    }

    /**
     * Reads a value, and waits for it.
     *
     * @param loader called on this thread if there is no value. Its exceptions are thrown by this method, and to the
     *     callers that wait for its load
     */
    public @Nullable Object read(
            CacheEntry entry, ValueFormat format, ReadPolicy policy, Loader<? extends @Nullable Object> loader)
            throws Throwable {
        boolean fresh = bypass.isActive(entry);
        Object near = near(entry, format, policy, fresh);
        if (near != NearHits.NONE) {
            return near;
        }
        ValueRead read = begin(entry, format, policy);
        Outcome outcome = fresh ? blocking.freshOutcome(read) : blocking.outcome(read, loader);
        if (outcome instanceof Outcome.Opened found) {
            return found.value();
        }
        if (outcome instanceof Outcome.Late) {
            return read.late();
        }
        return outcome instanceof Outcome.Load load ? timedLoads.load(read, load, loader) : loader.call();
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
            Loader<? extends @Nullable CompletionStage<?>> loader)
            throws Throwable {
        boolean fresh = bypass.isActive(entry);
        Object near = near(entry, format, policy, fresh);
        if (near != NearHits.NONE) {
            return CompletableFuture.completedFuture(near);
        }
        ValueRead read = begin(entry, format, policy);
        Outcome outcome;
        try {
            outcome = fresh ? blocking.freshOutcome(read) : blocking.outcome(read, loader);
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
        return finish(read, outcome, loader::call);
    }

    /**
     * Reads a value without blocking. The loader is called on the thread that has found no value, which may be a thread
     * of the store.
     */
    public CompletionStage<?> readAsync(
            CacheEntry entry, ValueFormat format, ReadPolicy policy, Supplier<? extends CompletionStage<?>> loader) {
        boolean fresh = bypass.isActive(entry);
        Object near = near(entry, format, policy, fresh);
        if (near != NearHits.NONE) {
            return CompletableFuture.completedFuture(near);
        }
        ValueRead read = begin(entry, format, policy);
        return outcome(read, fresh).thenCompose(outcome -> {
            try {
                return finish(read, outcome, () -> asCaller(fresh, () -> started(loader)));
            } catch (Throwable e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** Calls a loader on any thread, as on that of its caller. */
    <T> T asCaller(boolean fresh, Supplier<T> loader) {
        return fresh ? bypass.call(loader) : loader.get();
    }

    private static CompletionStage<?> started(Supplier<? extends CompletionStage<?>> loader) {
        try {
            return loader.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Finds values without loading them. */
    public ValueFinder finder() {
        return finder;
    }

    /**
     * Begins a read of several values of one cache.
     *
     * @param entries may contain an entry several times
     * @param formats of the values, by their positions
     */
    public BulkRead bulk(List<? extends CacheEntry> entries, IntFunction<ValueFormat> formats, ReadPolicy policy) {
        boolean fresh = bypass.isActive();
        BulkRead bulk = new BulkRead(this, fresh);
        Map<CacheEntry, Integer> positions = new HashMap<>();
        for (int position = 0; position < entries.size(); position++) {
            CacheEntry entry = entries.get(position);
            Integer first = positions.putIfAbsent(entry, position);
            if (first != null) {
                bulk.addRepeated(first);
                continue;
            }
            ValueFormat format = formats.apply(position);
            Object near = near(entry, format, policy, fresh);
            if (near == NearHits.NONE) {
                bulk.add(begin(entry, format, policy));
            } else {
                bulk.addNear(near);
            }
        }
        return bulk;
    }

    /** The outcomes of a bulk read for a caller that does not wait for the loads of others. */
    List<CompletionStage<Optional<Outcome>>> attemptAll(List<ValueRead> reads, boolean fresh) {
        return fresh ? reads.stream().map(async::attemptFresh).toList() : async.attemptAll(reads);
    }

    /**
     * The outcome for a caller that waits for the loads of others. The stage fails only with the failure of another.
     */
    CompletionStage<Outcome> outcome(ValueRead read, boolean fresh) {
        return fresh ? async.freshOutcome(read) : async.outcome(read);
    }

    private @Nullable CompletionStage<?> finish(
            ValueRead read, Outcome outcome, Callable<? extends @Nullable CompletionStage<?>> loader) throws Throwable {
        if (outcome instanceof Outcome.Opened found) {
            return CompletableFuture.completedFuture(found.value());
        }
        if (outcome instanceof Outcome.Late) {
            return TimedLoads.lateStage(read);
        }
        if (!(outcome instanceof Outcome.Load load)) {
            return loader.call();
        }
        CompletionStage<?> loading = read.loading().loadStage(load, loader);
        return loading == null ? null : timedLoads.within(read, loading);
    }

    /** The value that this node keeps; {@link NearHits#NONE} if the store must be asked. */
    @Nullable
    Object near(CacheEntry entry, ValueFormat format, ReadPolicy policy, boolean fresh) {
        if (!policy.isNear() || fresh) {
            return NearHits.NONE;
        }
        Object near = nearHits.find(entry, format, policy);
        if (near != NearHits.NONE) {
            touches.hit(entry, policy.slidingTtl());
        }
        return near;
    }

    ValueRead begin(CacheEntry entry, ValueFormat format, ReadPolicy policy) {
        CacheTransaction transaction = transactions.current().orElse(null);
        Telemetry listener = policy.cache().isEmpty() ? Telemetry.NONE : telemetry;
        ValueRead read = new ValueRead(store, invalidator, entry, format, policy, transaction, listener);
        if (entry instanceof CacheEntry.Cached) {
            read.recordIn(RequestReads.current());
        }
        return read;
    }
}
