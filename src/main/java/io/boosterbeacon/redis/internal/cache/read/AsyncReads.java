package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The outcomes of reads whose callers do not wait. A value that is replaced is loaded by the caller itself. */
record AsyncReads(Lookups lookups, Refreshes refreshes, Touches touches, Ages ages) {
    /** The outcome for a caller that waits for the loads of others. The stage fails only with the failure of another. */
    CompletionStage<Outcome> outcome(ValueRead read) {
        Outcome own = read.ofTransaction();
        if (own != null) {
            return CompletableFuture.completedFuture(own);
        }
        return lookups.lookUpAsync(read.entry(), null, read.policy().localTtl())
                .thenCompose(found -> found instanceof Outcome.Stored stored
                        ? outcome(read, stored)
                        : CompletableFuture.completedFuture(read.second(found)));
    }

    private CompletionStage<Outcome> outcome(ValueRead read, Outcome.Stored stored) {
        return ages.of(read, stored.hit()).thenCompose(age -> {
            if (mustReplace(read, age)) {
                return lookups.replaceAsync(cached(read), stored.hit().writtenAt())
                        .thenApply(read::replacing);
            }
            return served(read, stored, age).thenCompose(served -> served.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> lookUpAgain(read, stored).toCompletableFuture()));
        });
    }

    /** The same for a caller that wants a value whose load begins after its call. */
    CompletionStage<Outcome> freshOutcome(ValueRead read) {
        return read.isChangedByTransaction()
                ? CompletableFuture.completedFuture(new Outcome.Bypass())
                : lookups.replaceAsync(read.entry(), CacheStore.ANY_AND_TAKE).thenApply(read::fresh);
    }

    /**
     * The outcomes for a caller that does not wait for the loads of others, in the order of the reads. Empty if another
     * caller loads the value. The values are looked up together. The stages do not fail.
     */
    List<CompletionStage<Optional<Outcome>>> attemptAll(List<ValueRead> reads) {
        return together(
                reads,
                own -> Optional.of(own),
                (read, looked) -> looked.thenCompose(found -> found.orElse(null) instanceof Outcome.Stored stored
                        ? attempt(read, stored)
                        : CompletableFuture.completedFuture(found.map(read::second))));
    }

    /** The same for a caller that wants a value whose load begins after its call: it loads it. */
    CompletionStage<Optional<Outcome>> attemptFresh(ValueRead read) {
        return read.isChangedByTransaction()
                ? CompletableFuture.completedFuture(Optional.of(new Outcome.Bypass()))
                : lookups.tryReplace(read.entry(), CacheStore.ANY_AND_TAKE).thenApply(load -> load.map(read::fresh));
    }

    /**
     * Looks values up together, unless they are those of a transaction.
     *
     * @param ofTransaction converts the outcome within a transaction
     * @param lookedUp converts the look-up of a read
     */
    private <T> List<CompletionStage<Optional<T>>> together(
            List<ValueRead> reads,
            Function<Outcome, Optional<T>> ofTransaction,
            BiFunction<ValueRead, CompletionStage<Optional<Outcome>>, CompletionStage<Optional<T>>> lookedUp) {
        List<CompletionStage<Optional<T>>> all = new ArrayList<>(Collections.nCopies(reads.size(), none()));
        List<CacheEntry> entries = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < reads.size(); i++) {
            Outcome own = reads.get(i).ofTransaction();
            if (own == null) {
                entries.add(reads.get(i).entry());
                positions.add(i);
            } else {
                all.set(i, CompletableFuture.completedFuture(ofTransaction.apply(own)));
            }
        }
        if (!entries.isEmpty()) {
            List<CompletionStage<Optional<Outcome>>> looked =
                    lookups.tryLookUpAll(entries, reads.get(0).policy().localTtl());
            for (int i = 0; i < positions.size(); i++) {
                int position = positions.get(i);
                all.set(position, lookedUp.apply(reads.get(position), looked.get(i)));
            }
        }
        return all;
    }

    private static <T> CompletionStage<Optional<T>> none() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Optional<Outcome>> attempt(ValueRead read, Outcome.Stored stored) {
        return ages.of(read, stored.hit())
                .thenCompose(age -> mustReplace(read, age)
                        ? lookups.tryReplace(cached(read), stored.hit().writtenAt())
                                .thenApply(load -> load.map(read::replacing))
                        : served(read, stored, age)
                                .thenCompose(served -> served.isPresent()
                                        ? CompletableFuture.completedFuture(served)
                                        : attemptAgain(read, stored)));
    }

    /** The same once more, in place of the value that cannot be read. */
    private CompletionStage<Optional<Outcome>> attemptAgain(ValueRead read, Outcome.Stored stored) {
        return read.giveUp(stored)
                .thenCompose(seen ->
                        lookups.tryLookUp(read.entry(), seen, read.policy().localTtl()))
                .thenApply(found -> found.map(read::second));
    }

    /** The value for a caller that has no loader: fresh, or the last known one if the store does not answer. */
    CompletionStage<Optional<Outcome.Opened>> find(ValueRead read) {
        Outcome own = read.ofTransaction();
        return own == null
                ? found(
                        read,
                        lookups.tryLookUp(read.entry(), null, read.policy().localTtl()))
                : CompletableFuture.completedFuture(opened(own));
    }

    /** The same for several reads, whose values are looked up together. */
    List<CompletionStage<Optional<Outcome.Opened>>> findAll(List<ValueRead> reads) {
        return together(reads, AsyncReads::opened, this::found);
    }

    private static Optional<Outcome.Opened> opened(Outcome own) {
        return own instanceof Outcome.Opened opened ? Optional.of(opened) : Optional.empty();
    }

    private CompletionStage<Optional<Outcome.Opened>> found(ValueRead read, CompletionStage<Optional<Outcome>> looked) {
        return looked.thenCompose(found -> {
            Outcome outcome = found.orElse(null);
            if (outcome instanceof Outcome.Stored stored) {
                return ages.of(read, stored.hit())
                        .thenApply(age -> age.freshness() == Freshness.STALE
                                ? Optional.empty()
                                : Optional.ofNullable(extended(read, read.first(stored, age))));
            }
            if (!(outcome instanceof Outcome.Load load)) {
                return none();
            }
            return load.withoutStore()
                    ? read.lastKnown()
                    // waits, so that the caller's next look-up is not told that the key is being loaded
                    : load.abandon().thenApply(released -> Optional.empty());
        });
    }

    /** Extends the life of a value, unless it could not be read. */
    private Outcome.@Nullable Opened extended(ValueRead read, Outcome.@Nullable Opened opened) {
        if (opened != null) {
            touches.hit(read.entry(), read.policy().slidingTtl());
        }
        return opened;
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
            return CompletableFuture.completedFuture(Optional.ofNullable(extended(read, read.first(stored, age))));
        }
        Outcome.Opened opened = extended(read, read.open(stored, age));
        if (opened == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return refreshes
                .byCaller(cached(read), stored.hit().writtenAt())
                .thenApply(attempt -> Optional.of(read.replacing(attempt, opened, age)));
    }

    private CompletionStage<Outcome> lookUpAgain(ValueRead read, Outcome.Stored stored) {
        return read.giveUp(stored)
                .thenCompose(seen ->
                        lookups.lookUpAsync(read.entry(), seen, read.policy().localTtl()))
                .thenApply(read::second);
    }
}
