package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import io.boosterbeacon.redis.internal.cache.read.LoadThreads;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.concurrent.StoppedTimers;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.local.NearCacheStore;
import io.boosterbeacon.redis.internal.store.local.StaleCacheStore;
import io.boosterbeacon.redis.internal.telemetry.CacheHits;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of the model: what the library has above the connections, as a deployment stacks it. */
final class ModelNode implements Telemetry {
    static final Duration LEASE = Duration.ofSeconds(3);
    private static final long NEAR_BYTES = 8L << 20;
    private static final CacheSettings SETTINGS = new CacheSettings(
            true,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            LEASE,
            Duration.ofSeconds(10),
            CacheValueSettings.DEFAULTS);

    final int index;
    final ModelLink link;
    final List<RunningLoad> loads = new ArrayList<>();
    final List<ModelRead> reads = new ArrayList<>();
    private final ModelFormat format;
    private final History history;
    private final CallerBypass bypass = new CallerBypass(CallerBypass.Requests.NONE);
    private final PendingInvalidations pending;
    private final Invalidator invalidator;
    private final ReadThrough readThrough;
    private @Nullable CacheTransaction open;
    private @Nullable CacheTransaction current;
    private boolean wasNear;

    /** A load that has begun; a step of the schedule ends it. */
    record RunningLoad(ModelValue value, CompletableFuture<Object> result) {}

    ModelNode(int index, ModelLink link, History history) {
        this.index = index;
        this.link = link;
        this.history = history;
        this.format = new ModelFormat(history);
        Scheduler timers = StoppedTimers.create();
        NearCacheStore near = new NearCacheStore(link, NEAR_BYTES, history::nanos, Telemetry.NONE);
        link.onChange(near::changed);
        StaleCacheStore stale = new StaleCacheStore(near, history::nanos);
        pending = new PendingInvalidations(near, timers);
        invalidator = new Invalidator(stale, pending);
        readThrough = new ReadThrough(
                stale,
                invalidator,
                () -> Optional.ofNullable(current),
                new LoadThreads(
                        timers,
                        task -> {
                            throw new IllegalStateException("no load is in the background");
                        },
                        history::nanos),
                SETTINGS,
                bypass,
                this);
    }

    @Override
    public CacheHits cacheHits(String cache, HitSource source) {
        return () -> wasNear = source == HitSource.NEAR;
    }

    /** Runs an action within the open transaction. */
    private <T> T within(@Nullable CacheTransaction transaction, Supplier<T> action) {
        current = transaction;
        try {
            return action.get();
        } finally {
            current = null;
        }
    }

    @Nullable
    CacheTransaction transaction() {
        return open;
    }

    /** @param tags of the value if it is loaded */
    void read(CacheEntry.Cached entry, Variant variant, int tags, boolean fresh, @Nullable CacheTransaction inside) {
        ModelRead read = new ModelRead(this, History.key(entry), fresh, inside, history);
        reads.add(read);
        wasNear = false;
        Supplier<CompletionStage<?>> call =
                () -> readThrough.readAsync(entry, format, variant.policy(), () -> load(read, tags));
        CompletionStage<?> stage = within(inside, () -> {
            if (!fresh) {
                return call.get();
            }
            CacheBypass.Scope scope = bypass.open();
            try {
                return call.get();
            } finally {
                scope.close();
            }
        });
        boolean near = wasNear && stage.toCompletableFuture().isDone();
        CompletionStage<?> unused = stage.whenComplete((value, failure) -> {
            reads.remove(read);
            read.check(value, failure, near, variant);
        });
    }

    private CompletionStage<Object> load(ModelRead read, int tags) {
        ModelValue value = history.newValue(read.key, index, tags, false, read.transaction);
        value.born = history.next();
        CompletableFuture<Object> result = new CompletableFuture<>();
        loads.add(new RunningLoad(value, result));
        if (history.isTraced()) {
            history.note("node " + index + " begins " + value);
        }
        return result;
    }

    void endLoad(int which, boolean fails) {
        RunningLoad load = loads.remove(which % loads.size());
        if (history.isTraced()) {
            history.note("node " + index + (fails ? " fails " : " ends ") + load.value());
        }
        if (fails) {
            load.value().hasFailed = true;
            load.result().completeExceptionally(new LoadFailure(load.value()));
        } else {
            load.result().complete(load.value());
        }
    }

    /** The failure of a loader of the application. */
    static final class LoadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient ModelValue value;

        LoadFailure(ModelValue value) {
            super("load " + value.id);
            this.value = value;
        }
    }

    void put(CacheEntry.Cached entry, Variant variant, int tags) {
        ModelValue value = history.newValue(History.key(entry), index, tags, true, null);
        change(
                history.newChange(this, 1 << value.key, 0),
                () -> invalidator.put(entry, value.bytes(), variant.lifetime(), value.tagNames()));
    }

    void invalidate(CacheEntry.Cached entry) {
        change(history.newChange(this, 1 << History.key(entry), 0), () -> invalidator.invalidate(entry));
    }

    void clear(String cacheName) {
        change(history.newChange(this, Change.ALL, 0), () -> invalidator.clear(cacheName));
    }

    void invalidateTags(String cacheName, int tags) {
        change(
                history.newChange(this, Change.ALL, tags),
                () -> invalidator.invalidateTags(cacheName, ModelValue.names(tags)));
    }

    private void change(Change change, Supplier<CompletionStage<Void>> call) {
        if (history.isTraced()) {
            history.note("node " + index + " begins " + change);
        }
        link.changing(change);
        CompletionStage<Void> answer = call.get();
        link.changing(null);
        CompletionStage<Void> unused = answer.whenComplete((done, failure) -> {
            change.returned = history.next();
            if (history.isTraced()) {
                history.note("node " + index + " returns from " + change);
            }
            if (failure != null) {
                history.violated("a change has failed: " + failure);
            }
        });
    }

    /** Begins a transaction, or ends the one that is open. */
    void transact(boolean commits) {
        CacheTransaction ended = open;
        if (ended == null) {
            open = new CacheTransaction();
            return;
        }
        open = null;
        if (commits) {
            history.commits(ended);
        }
        // its thread waits for what it publishes
        link.block(true);
        ended.end(commits ? CacheTransaction.Ending.COMMITTED : CacheTransaction.Ending.ROLLED_BACK);
        link.block(false);
    }

    /** Invalidates an entry after the commit of the open transaction. */
    void invalidateAfterCommit(CacheEntry.Cached entry, CacheTransaction transaction) {
        transaction.change(entry);
        transaction.unlessRolledBack(() -> invalidate(entry));
    }

    boolean isSettled() {
        return pending.isEmpty();
    }

    void settle() {
        CompletionStage<Void> unused = pending.settle();
    }
}
