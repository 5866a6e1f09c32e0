package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The look-up of one caller. */
final class CallerLookup {
    /** Nobody publishes the end of a dead node's lease: with the lease, this is the time until others load. */
    private static final Duration LEASE_END_BACKSTOP = Duration.ofMillis(500);

    private final LoadsInFlight node;
    private final CacheStore store;
    private final CacheEntry entry;
    private final @Nullable Long seen;
    private final Duration localTtl;
    private final Thread caller = Thread.currentThread();
    private final long begun;
    private final long end;
    private volatile @Nullable CompletionStage<Lookup> answer;
    private volatile String token = "";
    private volatile @Nullable InFlightLoad ownLoad;
    private volatile long changesBefore;
    /** The holder that has begun its load before this caller that reads fresh values. */
    private volatile @Nullable String earlier;

    /**
     * @param seen which stored value the caller does not accept, see {@link CacheStore#lease}; null: it accepts any
     * @param localTtl how long this node may keep a value that the store has; zero: it must not
     */
    CallerLookup(LoadsInFlight node, CacheEntry entry, @Nullable Long seen, Duration localTtl) {
        this.node = node;
        this.store = node.store();
        this.entry = entry;
        this.seen = seen;
        this.localTtl = localTtl;
        this.begun = node.begin();
        this.end = node.nanos() + node.settings().loadWait().toNanos();
    }

    /** Whether the caller wants a value whose load begins after its call. */
    private boolean readsFresh() {
        return seen != null && seen == CacheStore.ANY_AND_TAKE;
    }

    /** Asks the store for the value, unless it is to be replaced, or for the lease. */
    CompletionStage<Lookup> readOrLease() {
        String ownToken = begin();
        CompletionStage<Lookup> pendingAnswer = seen == null
                ? store.readOrLease(entry, ownToken, node.settings().lease(), localTtl)
                : store.lease(entry, seen, ownToken, node.settings().lease());
        answer = pendingAnswer;
        return pendingAnswer;
    }

    /** Asks the store for the values of several entries by one call. */
    static List<CompletionStage<Lookup>> readOrLeaseAll(LoadsInFlight node, List<CallerLookup> all, Duration localTtl) {
        CompletionStage<List<Lookup>> answers = node.settled(() -> {
            List<CacheStore.Wanted> wanted = all.stream()
                    .map(each -> new CacheStore.Wanted(each.entry, each.begin()))
                    .toList();
            CompletionStage<List<Lookup>> asked =
                    node.store().readOrLeaseAll(wanted, node.settings().lease(), localTtl);
            for (int i = 0; i < all.size(); i++) {
                int position = i;
                all.get(i).answer = asked.thenApply(found -> found.get(position));
            }
            return asked;
        });
        return IntStream.range(0, all.size())
                .<CompletionStage<Lookup>>mapToObj(position -> answers.thenApply(found -> found.get(position)))
                .toList();
    }

    /** Begins an attempt, and returns its token. */
    private String begin() {
        String ownToken = readsFresh() ? CacheStore.TAKER + node.newToken() : node.newToken();
        InFlightLoad started = new InFlightLoad(caller);
        token = ownToken;
        ownLoad = started;
        answer = null;
        changesBefore = node.changes().of(entry);
        // registered before the store can grant the lease: a caller that learns of the lease finds the load
        node.leased().put(ownToken, started);
        return ownToken;
    }

    /** Removes the load of the last attempt: no other caller may find it any more. */
    void unregister() {
        if (ownLoad != null) {
            node.leased().remove(token);
        }
    }

    /**
     * @param leaseEnd completes when the lease ends that an earlier attempt has found; null at the first attempt
     */
    CompletionStage<Outcome> attempt(@Nullable CompletionStage<Void> leaseEnd) {
        return outcome(settledReadOrLease(), leaseEnd);
    }

    private CompletionStage<Outcome> outcome(CompletionStage<Lookup> found, @Nullable CompletionStage<Void> leaseEnd) {
        return found.handle((lookup, failure) -> failure == null ? handle(lookup, leaseEnd) : loadWithoutStore())
                .thenCompose(outcome -> outcome);
    }

    /** The same as {@link #readOrLease}, after the pending invalidations. */
    CompletionStage<Lookup> settledReadOrLease() {
        return node.settled(this::readOrLease);
    }

    CompletionStage<Outcome> handle(Lookup lookup, @Nullable CompletionStage<Void> leaseEnd) {
        if (lookup instanceof Lookup.Granted) {
            return CompletableFuture.completedFuture(load());
        }
        unregister();
        if (lookup instanceof Lookup.Held held) {
            return awaitLease(held, leaseEnd);
        }
        return CompletableFuture.completedFuture(new Outcome.Stored((Lookup.Hit) lookup));
    }

    /** The load of the caller that has just been granted the lease. */
    Outcome.Load load() {
        String ownToken = token;
        LeaseRenewal renewal = new LeaseRenewal(
                node.timers(),
                node.settings(),
                () -> store.renew(entry, ownToken, node.settings().lease()));
        return new LeasedLoad(node, entry, ownToken, Objects.requireNonNull(ownLoad), renewal, changesBefore);
    }

    private CompletionStage<Outcome> awaitLease(Lookup.Held held, @Nullable CompletionStage<Void> leaseEnd) {
        Duration left = left();
        if (left.isZero()) {
            return loadAlone(false);
        }
        InFlightLoad inFlight = node.leased().get(held.token());
        if (inFlight != null && inFlight.isDeferredBy(caller)) {
            return readsFresh() ? replaceOwn(held.token()) : loadAlone(false);
        }
        if (inFlight != null && !inFlight.isDeferred() && isEarlier(held.token())) {
            return inFlight.join(node.timers(), left)
                    .handle((found, failure) -> attempt(null))
                    .thenCompose(outcome -> outcome);
        }
        // the value of an overtaken load may have a tag that was invalidated before this call: only the store can tell
        if (inFlight != null && !inFlight.isDeferred() && !held.overtaken()) {
            return joinLoad(inFlight, left);
        }
        if (leaseEnd == null) {
            // subscribe first, then look again: an end of the lease in between is not missed
            return attempt(store.leaseEnd(entry, left.compareTo(LEASE_END_BACKSTOP) < 0 ? left : LEASE_END_BACKSTOP));
        }
        return leaseEnd.handle((ended, failure) -> null).thenCompose(ended -> attemptAfterLease());
    }

    /** Many callers have waited: one looks up for all of them. */
    private CompletionStage<Outcome> attemptAfterLease() {
        if (seen != null) {
            // what one of them accepts, another one does not
            return attempt(null);
        }
        SharedLookup own = new SharedLookup(node.begin(), localTtl);
        SharedLookup shared = Objects.requireNonNull(node.afterLeases()
                .compute(entry, (same, other) -> other != null && other.isFor(begun, localTtl) ? other : own));
        if (shared.number() != own.number()) {
            return shared.found()
                    .handle((found, failure) -> failure == null
                            ? found.map(lookup -> handle(lookup, null)).orElseGet(() -> attempt(null))
                            : loadWithoutStore())
                    .thenCompose(outcome -> outcome);
        }
        CompletionStage<Lookup> answer;
        try {
            answer = settledReadOrLease();
        } catch (RuntimeException | Error e) {
            end(own, null, e);
            throw e;
        }
        return outcome(answer.whenComplete((lookup, failure) -> end(own, lookup, failure)), null);
    }

    /** No caller joins the look-up any more, and those who have joined it go on. */
    private void end(SharedLookup own, @Nullable Lookup lookup, @Nullable Throwable failure) {
        node.afterLeases().remove(entry, own);
        if (lookup == null) {
            own.found().completeExceptionally(Objects.requireNonNull(failure));
        } else {
            own.found().complete(lookup instanceof Lookup.Granted ? Optional.empty() : Optional.of(lookup));
        }
    }

    /** The transaction of this caller loads once more: its first value is not stored. */
    private CompletionStage<Outcome> replaceOwn(String holder) {
        return store.release(entry, holder)
                .handle((released, failure) -> attempt(null))
                .thenCompose(outcome -> outcome);
    }

    /** Whether a load may have begun before this caller, which reads fresh values. All later ones begin after it. */
    private boolean isEarlier(String holder) {
        if (!readsFresh()) {
            return false;
        }
        if (earlier == null) {
            earlier = holder;
        }
        return holder.equals(earlier);
    }

    private CompletionStage<Outcome> joinLoad(InFlightLoad inFlight, Duration atMost) {
        return inFlight.join(node.timers(), atMost)
                .thenCompose(found -> found.<CompletionStage<Outcome>>map(CompletableFuture::completedFuture)
                        .orElseGet(() -> inFlight.sharesNothing() ? loadAlone(false) : attempt(null)))
                .exceptionallyCompose(failure ->
                        Lookups.isTimeout(failure) ? afterTimeout() : CompletableFuture.failedFuture(failure));
    }

    /** If the wait has timed out early, the application is shutting down and the store is not called any more. */
    private CompletionStage<Outcome> afterTimeout() {
        return left().isZero() ? attempt(null) : loadAlone(false);
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, end - node.nanos()));
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
        if (left.isZero() || readsFresh()) {
            return loadAlone(true);
        }
        InFlightLoad ownLoad = new InFlightLoad(caller, node.changes().of(entry));
        // a caller does not join a load that began before this node's last change of the entry
        InFlightLoad joined = Objects.requireNonNull(node.unleased()
                .compute(
                        entry,
                        (same, other) -> other == null || other.changes() != ownLoad.changes() ? ownLoad : other));
        if (joined == ownLoad) {
            return CompletableFuture.completedFuture(
                    new UnleasedLoad(true, ownLoad, () -> node.unleased().remove(entry, ownLoad)));
        }
        return joinLoad(joined, left);
    }
}
