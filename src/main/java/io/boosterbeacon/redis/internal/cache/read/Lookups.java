package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.ChangeCounts;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
    private static final Duration LEASE_END_BACKSTOP = Duration.ofSeconds(1);

    private final CacheStore store;
    private final PendingInvalidations pending;
    private final ChangeCounts changes;
    private final Scheduler timers;
    private final CacheSettings settings;
    private final LongSupplier nanos;
    /** Tokens consist of a random id of the node and a counter, which is cheaper than a random token for each call. */
    private final String node = UUID.randomUUID() + "-";

    private final AtomicLong tokens = new AtomicLong();
    private final ConcurrentMap<String, InFlightLoad> leased = new ConcurrentHashMap<>();
    private final ConcurrentMap<CacheEntry, InFlightLoad> unleased = new ConcurrentHashMap<>();

    Lookups(CacheStore store, Invalidator invalidator, Scheduler timers, CacheSettings settings, LongSupplier nanos) {
        this.store = store;
        this.pending = invalidator.pending();
        this.changes = invalidator.changes();
        this.timers = timers;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Looks a value up, and waits for the outcome. If another caller of this JVM loads the value and fails, its failure
     * is thrown unchanged. An interrupted caller loads by itself, and nothing is stored: an interrupt is no failure of
     * the store.
     */
    Outcome lookUp(CacheEntry entry) throws Throwable {
        CallerLookup callerLookup = new CallerLookup(entry);
        CompletionStage<Outcome> outcome;
        try {
            if (pending.isEmpty()) {
                Lookup lookup = Answers.await(callerLookup.readOrLease());
                if (lookup instanceof Lookup.Hit hit) {
                    callerLookup.unregister();
                    return new Outcome.Found(hit.value(), false);
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
            return outcome.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CompletionStage<Void> unused = outcome.thenAccept(Lookups::abandon);
            return UnleasedLoad.alone(false);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Looks a value up without blocking. The stage fails only if another caller's load has failed. */
    CompletionStage<Outcome> lookUpAsync(CacheEntry entry) {
        return new CallerLookup(entry)
                .attempt(null)
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(unwrapped(e)));
    }

    private static void abandon(Outcome late) {
        if (late instanceof Outcome.Load load) {
            CompletionStage<Void> unused = load.abandon();
        }
    }

    private static boolean isTimeout(Throwable failure) {
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

    /** The look-up of one caller. */
    private final class CallerLookup {
        private final CacheEntry entry;
        private final Thread caller = Thread.currentThread();
        private final long end = nanos.getAsLong() + settings.loadWait().toNanos();
        private volatile @Nullable CompletionStage<Lookup> answer;
        private volatile String token = "";
        private volatile @Nullable InFlightLoad ownLoad;
        private volatile long changesBefore;

        CallerLookup(CacheEntry entry) {
            this.entry = entry;
        }

        CompletionStage<Lookup> readOrLease() {
            String ownToken = node + Long.toString(tokens.incrementAndGet(), Character.MAX_RADIX);
            InFlightLoad started = new InFlightLoad(caller);
            token = ownToken;
            ownLoad = started;
            answer = null;
            changesBefore = changes.of(entry);
            // registered before the store can grant the lease: a caller that learns of the lease finds the load
            leased.put(ownToken, started);
            CompletionStage<Lookup> pendingAnswer = store.readOrLease(entry, ownToken, settings.lease());
            answer = pendingAnswer;
            return pendingAnswer;
        }

        /** Removes the load of the last attempt: no other caller may find it any more. */
        void unregister() {
            if (ownLoad != null) {
                leased.remove(token);
            }
        }

        /**
         * @param leaseEnd completes when the lease ends that an earlier attempt has found; null at the first attempt
         */
        CompletionStage<Outcome> attempt(@Nullable CompletionStage<Void> leaseEnd) {
            return (pending.isEmpty() ? readOrLease() : settleThenRead())
                    .handle((lookup, failure) -> failure == null ? handle(lookup, leaseEnd) : loadWithoutStore())
                    .thenCompose(outcome -> outcome);
        }

        /** Repeats the pending invalidations first. Both together have the deadline of one look-up. */
        private CompletableFuture<Lookup> settleThenRead() {
            long deadline = nanos.getAsLong() + settings.timeout().toNanos();
            return timers.withTimeout(pending.settle(), settings.timeout()).thenCompose(settled -> {
                Duration left = Duration.ofNanos(Math.max(0, deadline - nanos.getAsLong()));
                return timers.withTimeout(readOrLease(), left);
            });
        }

        CompletionStage<Outcome> handle(Lookup lookup, @Nullable CompletionStage<Void> leaseEnd) {
            if (lookup instanceof Lookup.Granted) {
                return CompletableFuture.completedFuture(load());
            }
            unregister();
            if (lookup instanceof Lookup.Held held) {
                return awaitLease(held.token(), leaseEnd);
            }
            return CompletableFuture.completedFuture(new Outcome.Found(((Lookup.Hit) lookup).value(), false));
        }

        private Outcome load() {
            String ownToken = token;
            long before = changesBefore;
            LeaseRenewal renewal =
                    new LeaseRenewal(timers, settings, () -> store.renew(entry, ownToken, settings.lease()));
            return new LeasedLoad(
                    store,
                    entry,
                    ownToken,
                    Objects.requireNonNull(ownLoad),
                    renewal,
                    () -> changes.of(entry) != before,
                    () -> leased.remove(ownToken));
        }

        private CompletionStage<Outcome> awaitLease(String holder, @Nullable CompletionStage<Void> leaseEnd) {
            Duration left = left();
            if (left.isZero()) {
                return loadAlone(false);
            }
            InFlightLoad inFlight = leased.get(holder);
            if (inFlight != null && inFlight.isDeferredBy(caller)) {
                return loadAlone(false);
            }
            if (inFlight != null && !inFlight.isDeferred()) {
                return joinLoad(inFlight, left);
            }
            if (leaseEnd == null) {
                // subscribe first, then look again: an end of the lease in between is not missed
                return attempt(
                        store.leaseEnd(entry, left.compareTo(LEASE_END_BACKSTOP) < 0 ? left : LEASE_END_BACKSTOP));
            }
            return leaseEnd.handle((ended, failure) -> null).thenCompose(ended -> attempt(null));
        }

        private CompletionStage<Outcome> joinLoad(InFlightLoad inFlight, Duration atMost) {
            return inFlight.join(timers, atMost)
                    .thenCompose(found -> found.<CompletionStage<Outcome>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> inFlight.sharesNothing() ? loadAlone(false) : attempt(null)))
                    .exceptionallyCompose(
                            failure -> isTimeout(failure) ? afterTimeout() : CompletableFuture.failedFuture(failure));
        }

        /** If the wait has timed out early, the application is shutting down and the store is not called any more. */
        private CompletionStage<Outcome> afterTimeout() {
            return left().isZero() ? attempt(null) : loadAlone(false);
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
        }

        private CompletionStage<Outcome> loadAlone(boolean withoutStore) {
            return CompletableFuture.completedFuture(UnleasedLoad.alone(withoutStore));
        }

        /**
         * Gives up the last attempt. If the store grants its lease later, the lease is released, because it would keep
         * other callers from loading. Nobody may wait for its load.
         */
        void giveUp() {
            unregister();
            if (ownLoad != null) {
                ownLoad.completeEmpty();
            }
            if (answer != null) {
                String ownToken = token;
                CompletionStage<Void> unused = answer.thenAccept(late -> {
                    if (late instanceof Lookup.Granted) {
                        CompletionStage<Boolean> unusedAnswer = store.release(entry, ownToken);
                    }
                });
            }
        }

        CompletionStage<Outcome> loadWithoutStore() {
            giveUp();
            Duration left = left();
            if (left.isZero()) {
                return loadAlone(true);
            }
            InFlightLoad ownLoad = new InFlightLoad(caller, changes.of(entry));
            // a caller does not join a load that began before this node's last change of the entry
            InFlightLoad joined = Objects.requireNonNull(unleased.compute(
                    entry, (same, other) -> other == null || other.changes() != ownLoad.changes() ? ownLoad : other));
            if (joined == ownLoad) {
                return CompletableFuture.completedFuture(
                        new UnleasedLoad(true, ownLoad, () -> unleased.remove(entry, ownLoad)));
            }
            return joinLoad(joined, left);
        }
    }
}
