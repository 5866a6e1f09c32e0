package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.StaleValues;
import io.boosterbeacon.redis.internal.cache.read.Outcome;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.TransactionReads;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What {@code @Cached} does around one method. */
final class CachedMethod {
    private final CachedDefinition definition;
    private final ReadThrough readThrough;
    private final Invalidator invalidator;
    private final StaleValues stale;
    private final Transactions transactions;

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
        Optional<Outcome> own = transaction.flatMap(current -> TransactionReads.own(current, entry));
        if (own.isPresent()) {
            return own.get() instanceof Outcome.Found loaded ? use(loaded, proceed) : proceed.call();
        }
        long changes = stale.changes(entry);
        Outcome outcome;
        try {
            outcome = readThrough.await(entry);
            // what is stale has not been seen again: remembered, it would outlive its staleTtl
            if (outcome instanceof Outcome.Found found && !found.stale()) {
                try {
                    Object value = definition.values().open(found.value());
                    remember(entry, found.value(), !lifetime(value).isZero(), changes);
                    return definition.shape().wrap(value);
                } catch (UnbindableException e) {
                    // left by another version of the application or by somebody else: as good as absent
                    invalidator.invalidate(entry).toCompletableFuture().join();
                    changes = stale.changes(entry);
                    outcome = readThrough.await(entry);
                }
            }
        } catch (Throwable failureOfAnother) {
            return definition.shape().fail(failureOfAnother);
        }
        if (outcome instanceof Outcome.Load granted) {
            long before = changes;
            Outcome.Load load = transaction
                    .map(current ->
                            TransactionReads.defer(current, entry, granted, () -> stale.changes(entry) != before))
                    .orElse(granted);
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

    /** What stands in for a method that failed: not for an {@code Error}, which is no answer of what it asks. */
    private Optional<byte[]> readable(CacheEntry.Cached entry, Throwable failure) {
        return failure instanceof Exception ? readable(entry) : Optional.empty();
    }

    /** What this node has last seen of an entry, if it may be served and can be read. */
    private Optional<byte[]> readable(CacheEntry.Cached entry) {
        return definition.policy().staleTtl().isZero()
                ? Optional.empty()
                : stale.find(entry).filter(value -> {
                    try {
                        definition.values().open(value);
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
        return definition.shape().wrap(definition.values().open(value));
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
        Object returned;
        try {
            returned = proceed.call();
        } catch (Throwable failure) {
            Optional<byte[]> known = readable(entry, failure);
            if (known.isPresent()) {
                return serve(load, known.get());
            }
            load.fail(failure).toCompletableFuture().join();
            throw failure;
        }
        if (definition.shape().stage() && returned != null) {
            return loaded(load, entry, changes, (CompletionStage<?>) returned);
        }
        end(load, entry, changes, returned, !definition.shape().stage())
                .toCompletableFuture()
                .join();
        return returned;
    }

    private CompletionStage<Object> loaded(
            Outcome.Load load, CacheEntry.Cached entry, long changes, CompletionStage<?> returned) {
        return returned.handle((value, failure) -> failure == null
                        ? end(load, entry, changes, value, true).thenApply(done -> (Object) value)
                        : failed(load, entry, failure))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Object> failed(Outcome.Load load, CacheEntry.Cached entry, Throwable failure) {
        Optional<byte[]> known = readable(entry, ReadThrough.unwrapped(failure));
        if (known.isEmpty()) {
            return load.fail(failure).thenCompose(done -> CompletableFuture.failedFuture(failure));
        }
        return load.standIn(known.get()).thenApply(done -> {
            try {
                return definition.shape().contentOf(definition.values().open(known.get()));
            } catch (UnbindableException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** What the method returned is its caller's, whatever becomes of it here: this never throws, and no stage fails. */
    private CompletionStage<Void> end(
            Outcome.Load load, CacheEntry.Cached entry, long changes, @Nullable Object returned, boolean fits) {
        Optional<byte[]> sealed = Optional.empty();
        Object value = definition.shape().unwrap(returned);
        if (fits && definition.shape().fits(returned)) {
            sealed = definition.values().seal(value);
        }
        if (sealed.isEmpty()) {
            stale.drop(entry);
            return load.withhold();
        }
        Duration ttl = lifetime(value);
        byte[] bytes = sealed.get();
        load.onPublication(() -> remember(entry, bytes, !ttl.isZero(), changes));
        return ttl.isZero() ? load.share(bytes) : load.store(bytes, jittered(ttl));
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
