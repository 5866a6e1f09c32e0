package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import io.boosterbeacon.redis.internal.cache.read.LoadThreads;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.guard.GuardedCacheStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.NearCacheStore;
import io.boosterbeacon.redis.internal.store.local.StaleCacheStore;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.internal.telemetry.CacheHits;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A node on real servers: what the library has above the store, as a deployment stacks it. */
final class ServerNode implements Telemetry, AutoCloseable {
    private static final Duration TTL = Duration.ofMinutes(10);
    /** Shorter than a pause of the server. */
    private static final Duration DEADLINE = Duration.ofMillis(500);

    private static final CacheSettings SETTINGS = new CacheSettings(
            true, DEADLINE, DEADLINE, Duration.ofSeconds(3), Duration.ofSeconds(5), CacheValueSettings.DEFAULTS);

    private final Store store;
    private final Scheduler timers = new Scheduler("test-node");
    private final Invalidator invalidator;
    private final ReadThrough readThrough;
    private final ReadPolicy policy;

    @SuppressWarnings("ThreadLocalUsage") // of each node its own
    private final ThreadLocal<@Nullable CacheTransaction> transaction = new ThreadLocal<>();

    final AtomicLong nearHits = new AtomicLong();
    /** Calls that the store has not answered. */
    final AtomicLong failures = new AtomicLong();

    final AtomicLong hits = new AtomicLong();

    /** @param localTtl how long the node keeps values; zero: it keeps none */
    ServerNode(RedisSettings settings, String cacheName, Duration localTtl) {
        store = TestStores.connect(settings);
        policy = new ReadPolicy(
                "model",
                TTL,
                TTL,
                Duration.ZERO,
                localTtl,
                Duration.ZERO,
                0,
                new RefreshPolicy(Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, true));
        SilenceDetector silence = new SilenceDetector(timers, store::ping, store::doubtRefusals);
        GuardedCacheStore guarded = new GuardedCacheStore(
                store.cache(), guard(StoreUse.CACHE, silence), guard(StoreUse.CACHE_WRITE, silence));
        NearCacheStore near = new NearCacheStore(guarded, 64L << 20, System::nanoTime, Telemetry.NONE);
        store.cache().onChange(near::changed);
        StaleCacheStore stale = new StaleCacheStore(near, System::nanoTime);
        stale.useTags(cacheName);
        invalidator = new Invalidator(stale, new PendingInvalidations(near, timers));
        readThrough = new ReadThrough(
                stale,
                invalidator,
                () -> Optional.ofNullable(transaction.get()),
                new LoadThreads(timers, Runnable::run, System::nanoTime),
                SETTINGS,
                new CallerBypass(CallerBypass.Requests.NONE),
                this);
    }

    private StoreGuard guard(StoreUse use, SilenceDetector silence) {
        return new StoreGuard(use, DEADLINE, silence, this, System::nanoTime, true, store::ping);
    }

    @Override
    public CacheHits cacheHits(String cache, HitSource source) {
        return (source == HitSource.NEAR ? nearHits : hits)::incrementAndGet;
    }

    @Override
    public void commandFailed(StoreUse use, RedisErrorType type) {
        failures.incrementAndGet();
    }

    Versioned read(CacheEntry.Cached entry, Callable<Versioned> loader) throws Throwable {
        return (Versioned) readThrough.read(entry, Versioned.FORMAT, policy, loader::call);
    }

    /** Reads within a transaction, which then ends. */
    Versioned readWithin(CacheEntry.Cached entry, Callable<Versioned> loader, boolean commits) throws Throwable {
        CacheTransaction own = new CacheTransaction();
        transaction.set(own);
        try {
            return read(entry, loader);
        } finally {
            transaction.remove();
            own.end(commits ? CacheTransaction.Ending.COMMITTED : CacheTransaction.Ending.ROLLED_BACK);
        }
    }

    /** Returns whether the server has done it. */
    boolean put(CacheEntry.Cached entry, Versioned value) {
        return isDone(invalidator.put(entry, value.bytes(), Lifetime.of(TTL), List.of(value.tag())));
    }

    /** Returns whether the server has done it. */
    boolean invalidate(CacheEntry.Cached entry) {
        return isDone(invalidator.invalidate(entry));
    }

    /** Returns whether the server has done it. */
    boolean clear(String cacheName) {
        return isDone(invalidator.clear(cacheName));
    }

    /** Returns whether the server has done it. */
    boolean invalidateTag(String cacheName, String tag) {
        return isDone(invalidator.invalidateTags(cacheName, List.of(tag)));
    }

    private boolean isDone(CompletionStage<Void> change) {
        Void unused = change.toCompletableFuture().join();
        return invalidator.pending().isEmpty();
    }

    @Override
    public void close() {
        store.close();
        timers.close();
    }
}
