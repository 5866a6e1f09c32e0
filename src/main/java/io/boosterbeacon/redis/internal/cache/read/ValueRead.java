package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One read by one caller: interprets the result of the look-up. */
final class ValueRead {
    private static final Duration NO_LONGER = Duration.ofNanos(1);

    private final CacheStore store;
    private final Invalidator invalidator;
    private final CacheEntry entry;
    private final ValueFormat format;
    private final ReadPolicy policy;
    private final @Nullable CacheTransaction transaction;
    private final Telemetry telemetry;
    private final LastKnown lastKnown;
    /** Where the value is recorded; null: nowhere. */
    private @Nullable RequestReads recorded;
    /** Null as long as nothing has to be loaded: most reads are hits. */
    private @Nullable ValueLoad loading;

    private boolean readsFresh;
    private final long begun = System.nanoTime();
    /** The number of changes of the entry before the look-up. */
    private long changesBefore;

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
        this.entry = entry;
        this.format = format;
        this.policy = policy;
        this.transaction = transaction;
        this.telemetry = telemetry;
        this.lastKnown = new LastKnown(store, entry, format, policy);
        restart();
    }

    /** Records the value of this read. To be called before the look-up. */
    void recordIn(@Nullable RequestReads reads) {
        recorded = reads;
    }

    /** The same read by no transaction, for a load in the background. */
    ValueRead withoutTransaction() {
        ValueRead other = new ValueRead(store, invalidator, entry, format, policy, null, telemetry);
        other.recordIn(recorded);
        return other;
    }

    /** Whether the value of this read is recorded, and how long it is fresh. */
    boolean isRecorded() {
        return recorded != null;
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

    /** Runs the load if this read has to. */
    ValueLoad loading() {
        ValueLoad known = loading;
        if (known == null) {
            known = new ValueLoad(store, entry, format, policy, telemetry, lastKnown, this::record);
            loading = known;
        }
        return known;
    }

    /** The load is that of another value than the stored one. If it gives a value that is not stored, the old one goes. */
    Outcome replacing(Outcome outcome) {
        loading().replaces();
        return second(outcome);
    }

    /**
     * The load of another value than the stored one, on the thread of the caller. If it fails, or if the caller must
     * not replace the value, the caller gets the stored one.
     */
    Outcome replacing(Optional<Replacement> replacement, Outcome.Opened opened, Age age) {
        boolean stale = age.freshness() == Freshness.STALE;
        if (replacement.isEmpty()) {
            served(stale);
            return opened;
        }
        loading().fallBackTo(opened, replacement.get().attempt(), () -> served(stale));
        return replacing(replacement.get().load());
    }

    /** The load of a caller that reads fresh values: no older value is returned, whatever happens. */
    Outcome fresh(Outcome outcome) {
        readsFresh = true;
        if (outcome instanceof Outcome.Load load && load.withoutStore()) {
            // the stored value is older than the one that is loaded now, and cannot be replaced
            invalidator.missed(entry);
            // the loaded one may be kept
            lastKnown.beforeLookup();
        }
        loading().readsFresh();
        return second(outcome);
    }

    /** Prepares the next look-up. */
    void restart() {
        if (transaction != null) {
            changesBefore = invalidator.changes().of(entry);
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
            return shared(new Outcome.Found(loaded.get(), false, 0));
        }
        return transaction.bypasses(entry) ? new Outcome.Bypass() : null;
    }

    /** How long the caller waits for a load from now on, its own or that of another; zero: to its end. */
    Duration patience() {
        Duration hard = policy.refresh().hardTimeout();
        if (hard.isZero()) {
            return hard;
        }
        Duration left = hard.minusNanos(System.nanoTime() - begun);
        return left.compareTo(NO_LONGER) > 0 ? left : NO_LONGER;
    }

    boolean isInTransaction() {
        return transaction != null;
    }

    /** What a caller gets whose load takes longer than it may wait: the last known value, or an exception. */
    @Nullable
    Object late() {
        LastKnown.Value known =
                readsFresh ? null : lastKnown.find().toCompletableFuture().join();
        if (known == null) {
            throw new CacheLoadTimeoutException(policy.cache(), policy.refresh().hardTimeout());
        }
        served(true);
        record(known.value(), known.bytes(), 0);
        return known.value();
    }

    /** Whether the transaction has changed the entry, so that the cache is not involved. */
    boolean isChangedByTransaction() {
        return transaction != null && transaction.isChanged(entry);
    }

    /** Opens the stored value, which is served; null if it cannot be read. */
    Outcome.@Nullable Opened first(Outcome.Stored stored, Age age) {
        Outcome.Opened opened = open(stored, age);
        if (opened != null) {
            served(age.freshness() == Freshness.STALE);
        }
        return opened;
    }

    /** Opens the stored value; null if it cannot be read. */
    Outcome.@Nullable Opened open(Outcome.Stored stored, Age age) {
        try {
            Object value = format.open(entry, stored.hit().value());
            lastKnown.keepRead(stored.hit().value(), value, age.left());
            record(value, stored.hit().value(), age.fresh());
            return new Outcome.Opened(value);
        } catch (UnbindableException e) {
            telemetry.cacheUnreadable(policy.cache());
            return null;
        }
    }

    /**
     * Gives up a stored value that cannot be read, and prepares the next look-up. The value of a cache is served to
     * others until it is replaced; others are removed. The stage does not fail.
     *
     * @return which value the next look-up does not accept, see {@link CacheStore#lease}; null: any will do
     */
    CompletionStage<@Nullable Long> giveUp(Outcome.Stored stored) {
        if (entry instanceof CacheEntry.Cached) {
            restart();
            loading().replaces();
            return CompletableFuture.completedFuture(stored.hit().identity());
        }
        return invalidator.invalidate(entry).thenApply(removed -> {
            restart();
            return null;
        });
    }

    /** The outcome of the last look-up. */
    Outcome second(Outcome outcome) {
        if (outcome instanceof Outcome.Found found) {
            return shared(found);
        }
        if (outcome instanceof Outcome.Stored stored) {
            long fresh = isRecorded() ? new Ages(store).now(this, stored.hit()).fresh() : 0;
            return shared(new Outcome.Found(stored.hit().value(), false, fresh));
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
        record(value, found.value(), found.fresh());
        return new Outcome.Opened(value);
    }

    private void record(@Nullable Object value, byte[] bytes, long fresh) {
        if (recorded != null) {
            recorded.add(entry, format, value, bytes, fresh, policy);
        }
    }

    /** The value that this node has seen last, for a caller whose look-up has failed. */
    CompletionStage<Optional<Outcome.Opened>> lastKnown() {
        return lastKnown.find().thenApply(known -> {
            if (known == null) {
                return Optional.empty();
            }
            served(true);
            return Optional.of(new Outcome.Opened(known.value()));
        });
    }

    /** Counts a caller that has no loader, and has found nothing. */
    void missed() {
        telemetry.cacheMiss(policy.cache());
    }

    /** Tells that the caller gets a stored value. */
    void served(boolean stale) {
        if (stale) {
            telemetry.cacheServedStale(policy.cache());
        } else {
            telemetry.cacheHits(policy.cache(), HitSource.REMOTE).hit();
        }
    }

    /** Defers the publication of a load: until the commit only the transaction itself may see the value. */
    private Outcome deferred(Outcome.Load load, CacheTransaction current) {
        long before = changesBefore;
        DeferredLoad deferred =
                new DeferredLoad(load, current, () -> invalidator.changes().of(entry) != before);
        if (load.withoutStore()) {
            // the value will never be stored, so waiters load at once instead of one after the other
            load.defer();
        }
        current.keep(entry, deferred);
        return deferred;
    }
}
