package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks values up in the store, and decides which caller loads a missing value.
 *
 * <p>The store's lease lets one caller in the cluster load a value. The other callers wait for the load in flight in
 * this JVM that holds the lease, or until the store reports the end of the lease. A waiting caller gets the loaded
 * value only if the entry was not invalidated in the meantime. If the store fails at the end of the load, invalidations
 * by other nodes during the load are unknown; earlier ones are excluded, because the lease still existed when the
 * caller looked. While the store does not answer, one caller of this JVM loads, and nothing is stored. A caller that
 * has waited for {@code beacon.cache.load-wait} loads by itself.
 */
final class Lookups {
    private final LoadsInFlight node;

    Lookups(LoadsInFlight node) {
        this.node = node;
    }

    /**
     * Looks a value up, and waits for the outcome. If another caller of this JVM loads the value and fails, its failure
     * is thrown unchanged. An interrupted caller loads by itself, and nothing is stored: an interrupt is no failure of
     * the store.
     *
     * @param seen which value the caller does not accept, see {@link CacheStore#lease}; null: it accepts any
     * @param localTtl how long this node may keep a value that the store has; zero: it must not
     * @param atMost how long to wait for the load of another caller; zero: to its end
     */
    Outcome lookUp(CacheEntry entry, @Nullable Long seen, Duration localTtl, Duration atMost) throws Throwable {
        return lookUp(new CallerLookup(node, entry, seen, localTtl), atMost);
    }

    /**
     * Looks up another value than the stored one, and waits for the outcome.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     * @param atMost how long to wait for the load of another caller; zero: to its end
     */
    Outcome replace(CacheEntry entry, long seen, Duration atMost) throws Throwable {
        return lookUp(entry, seen, Duration.ZERO, atMost);
    }

    /**
     * Begins the load of another value than the stored one without waiting for other callers. Empty if another one
     * loads already or has loaded, or if the store does not answer. The stage does not fail.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     */
    CompletionStage<Optional<Outcome.Load>> tryReplace(CacheEntry entry, long seen) {
        CallerLookup callerLookup = new CallerLookup(node, entry, seen, Duration.ZERO);
        if (!node.pending().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return callerLookup.readOrLease().handle((lookup, failure) -> {
            if (lookup instanceof Lookup.Granted) {
                return Optional.of(callerLookup.load());
            }
            callerLookup.giveUp();
            return Optional.empty();
        });
    }

    private Outcome lookUp(CallerLookup callerLookup, Duration atMost) throws Throwable {
        CompletionStage<Outcome> outcome;
        try {
            if (node.pending().isEmpty()) {
                Lookup lookup = Answers.await(callerLookup.readOrLease());
                if (lookup instanceof Lookup.Hit hit) {
                    callerLookup.unregister();
                    return new Outcome.Stored(hit);
                }
                outcome = callerLookup.handle(lookup, null);
            } else {
                outcome = callerLookup.attempt(null);
            }
        } catch (CallerInterruptedException e) {
            callerLookup.giveUp();
            return UnleasedLoad.alone(false);
        } catch (StoreException e) {
            outcome = callerLookup.loadWithoutStore();
        }
        try {
            CompletableFuture<Outcome> result = outcome.toCompletableFuture();
            return atMost.isZero() ? result.get() : result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            CompletionStage<Void> unused = outcome.thenAccept(Lookups::abandon);
            return new Outcome.Late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CompletionStage<Void> unused = outcome.thenAccept(Lookups::abandon);
            return UnleasedLoad.alone(false);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /**
     * Looks a value up without blocking. The stage fails only if another caller's load has failed.
     *
     * @param seen which value the caller does not accept, see {@link CacheStore#lease}; null: it accepts any
     * @param localTtl how long this node may keep a value that the store has; zero: it must not
     */
    CompletionStage<Outcome> lookUpAsync(CacheEntry entry, @Nullable Long seen, Duration localTtl) {
        return new CallerLookup(node, entry, seen, localTtl)
                .attempt(null)
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(unwrapped(e)));
    }

    /**
     * The same as {@link #replace} without blocking. The stage fails only if another caller's load has failed.
     *
     * @param seen which value is to be replaced, see {@link CacheStore#lease}
     */
    CompletionStage<Outcome> replaceAsync(CacheEntry entry, long seen) {
        return lookUpAsync(entry, seen, Duration.ZERO);
    }

    /**
     * Looks a value up without waiting for the loads of other callers. Empty if another caller loads. If the store does
     * not answer, the caller loads alone. The stage does not fail.
     *
     * @param seen which value the caller does not accept, see {@link CacheStore#lease}; null: it accepts any
     * @param localTtl how long this node may keep a value that the store has; zero: it must not
     */
    CompletionStage<Optional<Outcome>> tryLookUp(CacheEntry entry, @Nullable Long seen, Duration localTtl) {
        CallerLookup callerLookup = new CallerLookup(node, entry, seen, localTtl);
        return attempted(callerLookup, callerLookup.settledReadOrLease());
    }

    /** The same for several entries, which the store looks up together. */
    List<CompletionStage<Optional<Outcome>>> tryLookUpAll(List<CacheEntry> entries, Duration localTtl) {
        List<CallerLookup> callerLookups = entries.stream()
                .map(entry -> new CallerLookup(node, entry, null, localTtl))
                .toList();
        Iterator<CompletionStage<Lookup>> answers =
                CallerLookup.readOrLeaseAll(node, callerLookups, localTtl).iterator();
        return callerLookups.stream()
                .map(callerLookup -> attempted(callerLookup, answers.next()))
                .toList();
    }

    private static CompletionStage<Optional<Outcome>> attempted(
            CallerLookup callerLookup, CompletionStage<Lookup> answer) {
        return answer.handle((lookup, failure) -> {
            if (lookup instanceof Lookup.Granted) {
                return Optional.of(callerLookup.load());
            }
            callerLookup.giveUp();
            if (failure != null) {
                return Optional.of(UnleasedLoad.alone(true));
            }
            return lookup instanceof Lookup.Hit hit ? Optional.of(new Outcome.Stored(hit)) : Optional.empty();
        });
    }

    /** Ends a load that its caller does not wait for any more. */
    private static void abandon(Outcome late) {
        if (late instanceof Outcome.Load load) {
            CompletionStage<Void> unused = load.abandon();
        }
    }

    static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof CompletionException && failure.getCause() instanceof TimeoutException);
    }

    /** The original failure of a stage, without the exceptions that dependent stages wrap around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof InFlightLoad.LoadFailure)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
