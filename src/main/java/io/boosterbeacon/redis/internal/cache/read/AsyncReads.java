package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The outcomes of reads whose callers do not wait. A value that is replaced is loaded by the caller itself. */
record AsyncReads(Lookups lookups, Refreshes refreshes, Touches touches, Ages ages, Invalidator invalidator) {
    /** The outcome for a caller that waits for the loads of others. The stage fails only with the failure of another. */
    CompletionStage<Outcome> outcome(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(own);
        }
        return lookups.lookUpAsync(read.entry(), read.policy().localTtl())
                .thenCompose(found -> found instanceof Outcome.Stored stored
                        ? outcome(read, stored)
                        : CompletableFuture.completedFuture(read.second(found)));
    }

    private CompletionStage<Outcome> outcome(ValueRead read, Outcome.Stored stored) {
        return age(read, stored).thenCompose(age -> {
            if (mustReplace(read, age)) {
                return lookups.replaceAsync(cached(read), stored.hit().writtenAt())
                        .thenApply(read::replacing);
            }
            return served(read, stored, age).thenCompose(served -> served.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> lookUpAgain(read).toCompletableFuture()));
        });
    }

    /** The outcome for a caller that wants a value whose load begins after its call. */
    CompletionStage<Outcome> freshOutcome(ValueRead read) {
        return read.isChangedByTransaction()
                ? CompletableFuture.completedFuture(new Outcome.Bypass())
                : lookups.replaceAsync(read.entry(), CacheStore.ANY_AND_TAKE).thenApply(read::fresh);
    }

    /**
     * The outcome for a caller that does not wait for the loads of others. Empty if another caller loads the value. The
     * stage does not fail.
     */
    CompletionStage<Optional<Outcome>> attempt(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(Optional.of(own));
        }
        return lookups.tryLookUp(read.entry(), read.policy().localTtl())
                .thenCompose(found -> found.orElse(null) instanceof Outcome.Stored stored
                        ? attempt(read, stored)
                        : CompletableFuture.completedFuture(found.map(read::second)));
    }

    private CompletionStage<Optional<Outcome>> attempt(ValueRead read, Outcome.Stored stored) {
        return age(read, stored)
                .thenCompose(age -> mustReplace(read, age)
                        ? lookups.tryReplace(cached(read), stored.hit().writtenAt())
                                .thenApply(load -> load.map(read::replacing))
                        : served(read, stored, age)
                                .thenCompose(served -> served.isPresent()
                                        ? CompletableFuture.completedFuture(served)
                                        : attemptAgain(read)));
    }

    /** The same once more, without the value that cannot be read. */
    private CompletionStage<Optional<Outcome>> attemptAgain(ValueRead read) {
        return removed(read)
                .thenCompose(
                        removed -> lookups.tryLookUp(read.entry(), read.policy().localTtl()))
                .thenApply(found -> found.map(read::second));
    }

    /** The value for a caller that has no loader: fresh, or the last known one if the store does not answer. */
    CompletionStage<Optional<Outcome.Opened>> find(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(
                    own instanceof Outcome.Opened opened ? Optional.of(opened) : Optional.empty());
        }
        return lookups.tryLookUp(read.entry(), read.policy().localTtl()).thenCompose(found -> {
            Outcome outcome = found.orElse(null);
            if (outcome instanceof Outcome.Stored stored) {
                return age(read, stored)
                        .thenApply(age -> age.freshness() == Freshness.STALE
                                ? Optional.empty()
                                : Optional.ofNullable(read.first(stored, age)));
            }
            if (!(outcome instanceof Outcome.Load load)) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return load.withoutStore()
                    ? read.lastKnown()
                    // waits, so that the caller's next look-up is not told that the key is being loaded
                    : load.abandon().thenApply(released -> Optional.empty());
        });
    }

    /** The age of a value that has been read, which may extend its life. */
    private CompletionStage<Age> age(ValueRead read, Outcome.Stored stored) {
        touches.hit(read.entry(), read.policy().slidingTtl());
        return ages.of(read.policy(), stored.hit());
    }

    /** Whether a stored value is too old for the caller. */
    private static boolean mustReplace(ValueRead read, Age age) {
        return age.freshness() == Freshness.STALE && !read.policy().serveStale();
    }

    /** Only values of named caches have an age. */
    private static CacheEntry.Cached cached(ValueRead read) {
        return (CacheEntry.Cached) read.entry();
    }

    /** The stored value, or its replacement by the caller; empty if the value cannot be read. */
    private CompletionStage<Optional<Outcome>> served(ValueRead read, Outcome.Stored stored, Age age) {
        if (age.freshness() == Freshness.FRESH || refreshes.isRunning(read.entry())) {
            return CompletableFuture.completedFuture(Optional.ofNullable(read.first(stored, age)));
        }
        Outcome.Opened opened = read.open(stored, age);
        if (opened == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return refreshes
                .byCaller(cached(read), stored.hit().writtenAt())
                .thenApply(attempt -> Optional.of(read.replacing(attempt, opened, age)));
    }

    private CompletionStage<Outcome> lookUpAgain(ValueRead read) {
        return removed(read)
                .thenCompose(removed ->
                        lookups.lookUpAsync(read.entry(), read.policy().localTtl()))
                .thenApply(read::second);
    }

    private CompletionStage<Void> removed(ValueRead read) {
        return invalidator.invalidate(read.entry()).thenRun(read::restart);
    }
}
