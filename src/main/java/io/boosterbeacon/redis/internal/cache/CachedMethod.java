package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What {@code @Cached} does around one method. */
final class CachedMethod {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CachedDefinition definition;
    private final ReadThrough readThrough;
    private final Invalidator invalidator;
    private final StaleValues stale;
    private final Transactions transactions;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean proved;

    CachedMethod(
            CachedDefinition definition,
            ReadThrough readThrough,
            Invalidator invalidator,
            StaleValues stale,
            Transactions transactions) {
        this.definition = definition;
        this.readThrough = readThrough;
        this.invalidator = invalidator;
        this.stale = stale;
        this.transactions = transactions;
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Throwable {
        if (!definition.policy().enabled()) {
            return proceed.call();
        }
        CacheEntry.Cached entry = definition.entry(arguments);
        Optional<CacheTransaction> transaction = transactions.current();
        if (transaction.isPresent()) {
            Optional<byte[]> own = transaction.get().loaded(entry);
            if (own.isPresent()) {
                return use(new Outcome.Found(own.get(), false), proceed);
            }
            if (transaction.get().bypasses(entry)) {
                return proceed.call();
            }
        }
        long changes = stale.changes();
        Outcome outcome;
        try {
            outcome = readThrough.await(entry);
            // what is stale has not been seen again: remembered, it would outlive its staleTtl
            if (outcome instanceof Outcome.Found found && !found.stale()) {
                try {
                    Object value = definition.envelope().open(found.value());
                    remember(entry, found.value(), !lifetime(value).isZero(), changes);
                    return definition.shape().wrap(value);
                } catch (UnbindableException e) {
                    // left by another version of the application or by somebody else: as good as absent
                    invalidator.invalidate(entry).toCompletableFuture().join();
                    outcome = readThrough.await(entry);
                }
            }
        } catch (Throwable failureOfAnother) {
            return definition.shape().fail(failureOfAnother);
        }
        if (outcome instanceof Outcome.Load granted) {
            Outcome.Load load =
                    transaction.map(current -> current.defer(entry, granted)).orElse(granted);
            Optional<byte[]> known = load.withoutStore() ? readable(entry) : Optional.empty();
            return known.isPresent() ? serve(load, known.get()) : load(load, entry, changes, proceed);
        }
        return use((Outcome.Found) outcome, proceed);
    }

    /** What is not to be kept takes the place of what was seen before all the same: that is older. */
    private void remember(CacheEntry.Cached entry, byte[] value, boolean kept, long changes) {
        if (definition.policy().staleTtl().isZero()) {
            return;
        }
        if (kept) {
            stale.keep(entry, value, definition.policy().staleTtl(), changes);
        } else {
            stale.drop(entry);
        }
    }

    private Duration lifetime(@Nullable Object value) {
        return value == null
                ? definition.policy().nullTtl()
                : definition.policy().ttl();
    }

    /** What this node has last seen of an entry, if it may be served and can be read. */
    private Optional<byte[]> readable(CacheEntry.Cached entry) {
        return definition.policy().staleTtl().isZero()
                ? Optional.empty()
                : stale.find(entry).filter(value -> {
                    try {
                        definition.envelope().open(value);
                        return true;
                    } catch (UnbindableException e) {
                        return false;
                    }
                });
    }

    /** Ends a load with what was known before. */
    private @Nullable Object serve(Outcome.Load load, byte[] known) throws UnbindableException {
        load.standIn(known).toCompletableFuture().join();
        return open(known);
    }

    private @Nullable Object open(byte[] value) throws UnbindableException {
        return definition.shape().wrap(definition.envelope().open(value));
    }

    /**
     * Two methods that share this key may differ: in versions, which do not understand each other, or in whether they may
     * serve what is stale. Neither is made to wait for the other.
     */
    private @Nullable Object use(Outcome.Found found, Callable<@Nullable Object> proceed) throws Throwable {
        if (found.stale() && definition.policy().staleTtl().isZero()) {
            return proceed.call();
        }
        try {
            return open(found.value());
        } catch (UnbindableException e) {
            return proceed.call();
        }
    }

    private @Nullable Object load(
            Outcome.Load load, CacheEntry.Cached entry, long changes, Callable<@Nullable Object> proceed)
            throws Throwable {
        try {
            Object returned = proceed.call();
            if (definition.shape().stage() && returned != null) {
                return loaded(load, entry, changes, (CompletionStage<?>) returned);
            }
            finish(load, entry, changes, returned).toCompletableFuture().join();
            return returned;
        } catch (Throwable failure) {
            Optional<byte[]> known = failure instanceof Exception ? readable(entry) : Optional.empty();
            if (known.isPresent()) {
                return serve(load, known.get());
            }
            load.fail(failure).toCompletableFuture().join();
            throw failure;
        }
    }

    private CompletionStage<Object> loaded(
            Outcome.Load load, CacheEntry.Cached entry, long changes, CompletionStage<?> returned) {
        return returned.thenCompose(value -> finish(load, entry, changes, value).thenApply(done -> (Object) value))
                .handle((value, failure) ->
                        failure == null ? CompletableFuture.completedFuture(value) : failed(load, entry, failure))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Object> failed(Outcome.Load load, CacheEntry.Cached entry, Throwable failure) {
        Optional<byte[]> known = readable(entry);
        if (known.isEmpty()) {
            return load.fail(failure).thenCompose(done -> CompletableFuture.failedFuture(failure));
        }
        return load.standIn(known.get()).thenApply(done -> {
            try {
                return definition.envelope().open(known.get());
            } catch (UnbindableException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Throws before the load has ended, or not at all. */
    private CompletionStage<Void> finish(
            Outcome.Load load, CacheEntry.Cached entry, long changes, @Nullable Object returned) {
        Object value = definition.shape().unwrap(returned);
        byte[] sealed = definition.envelope().seal(value);
        Duration ttl = lifetime(value);
        boolean kept = !ttl.isZero() && (value == null || readsBack(sealed));
        load.onPublication(() -> remember(entry, sealed, kept, changes));
        return !kept ? load.share(sealed) : load.store(sealed, jittered(ttl));
    }

    /**
     * Reads values back until one could be read. What JSON writes but cannot read would be loaded at every call, with the store asked in vain
     * before and after; said once, that can be mended. It also spares the first hit what a first reading costs.
     */
    private boolean readsBack(byte[] sealed) {
        if (proved) {
            return true;
        }
        try {
            definition.envelope().open(sealed);
            proved = true;
            return true;
        } catch (UnbindableException e) {
            if (warned.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "A value of cache \"{0}\" is not kept: JSON can write but not read it as {1}",
                        definition.entries().cache().name(),
                        definition.shape().content().getTypeName());
            }
            return false;
        }
    }

    private Duration jittered(Duration ttl) {
        if (definition.policy().jitter() == 0) {
            return ttl;
        }
        double fraction =
                1 - definition.policy().jitter() * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.max(1, (long) (ttl.toMillis() * fraction)));
    }
}
