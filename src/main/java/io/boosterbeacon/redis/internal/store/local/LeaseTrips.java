package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.HashedCounters;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trips to the store for leased subjects. Of each subject, one trip at a time takes permits in advance, and other
 * requests wait for it.
 */
final class LeaseTrips {
    /** Permits are taken in advance only for so many requests at least. */
    private static final int LEAST_REQUESTS = 2;

    private final RateLimitStore store;
    private final OpenLeases leases;
    private final LeaseSize size;
    private final LongSupplier nanos;
    private final HashedCounters changes;

    /** @param changes counts the changes of a subject's counts by this node */
    LeaseTrips(RateLimitStore store, OpenLeases leases, LeaseSize size, LongSupplier nanos, HashedCounters changes) {
        this.store = store;
        this.leases = leases;
        this.size = size;
        this.nanos = nanos;
        this.changes = changes;
    }

    /** Decides a request for which its subject's lease has too few permits. */
    CompletionStage<List<Decision>> acquire(LeasedSubject leased, List<Request> requests) {
        return acquire(leased, requests, true);
    }

    /** @param waits whether to wait for the trip of another request: once, because each takes up to its own deadline */
    private CompletionStage<List<Decision>> acquire(LeasedSubject leased, List<Request> requests, boolean waits) {
        long cost = requests.get(0).cost();
        List<Decision> served = leased.serve(cost);
        if (served != null) {
            return CompletableFuture.completedFuture(served);
        }
        CompletableFuture<Void> other = leased.trip();
        if (other != null && waits) {
            return other.thenCompose(done -> acquire(leased, requests, false));
        }
        long permits = leased.permits(size);
        CompletableFuture<Void> trip = new CompletableFuture<>();
        if (permits < LEAST_REQUESTS * cost || !leased.begin(trip)) {
            return acquireOnly(leased, requests);
        }
        served = leased.serve(cost);
        if (served != null) {
            // another trip has ended in between
            end(leased, trip, null);
            return CompletableFuture.completedFuture(served);
        }
        return acquireMore(leased, requests, permits, trip);
    }

    /** Takes what one request needs. */
    private CompletionStage<List<Decision>> acquireOnly(LeasedSubject leased, List<Request> requests) {
        return besideLease(leased, requests, () -> {
            long askedAt = nanos.getAsLong();
            CompletionStage<List<Decision>> answer = store.tryAcquire(leased.subject(), requests);
            CompletionStage<List<Decision>> unused = answer.whenComplete((decisions, failure) -> {
                if (failure != null || !isOfStore(decisions)) {
                    leased.undecided();
                } else {
                    leased.decided(requests, decisions, askedAt);
                    leased.used(areAdmitted(decisions) ? requests.get(0).cost() : 0);
                }
            });
            return answer;
        });
    }

    /** Decides a request that no lease can serve, such as one with different costs for its policies. */
    CompletionStage<List<Decision>> acquireBesideLease(LeasedSubject leased, List<Request> requests) {
        return besideLease(leased, requests, () -> store.tryAcquire(leased.subject(), requests));
    }

    /**
     * Asks the store. If it denies while this node holds permits, they are given back, and the store is asked again:
     * the permits may be those that are missing.
     */
    private CompletionStage<List<Decision>> besideLease(
            LeasedSubject leased, List<Request> requests, Supplier<CompletionStage<List<Decision>>> ask) {
        if (!leased.holdsPermits()) {
            return ask.get();
        }
        return ask.get().thenCompose(decisions -> {
            if (areAdmitted(decisions)) {
                return CompletableFuture.completedFuture(leased.withoutUnused(requests, decisions));
            }
            Lease held = leased.replace(null);
            return held == null
                    ? CompletableFuture.completedFuture(decisions)
                    : leases.giveBack(held).handle((done, failure) -> null).thenCompose(done -> ask.get());
        });
    }

    /** Takes permits in advance. */
    private CompletionStage<List<Decision>> acquireMore(
            LeasedSubject leased, List<Request> requests, long permits, CompletableFuture<Void> trip) {
        Lease before = leased.replace(null);
        leased.used(before == null ? 0 : before.used());
        giveBack(before);
        List<Request> more = withCost(requests, permits);
        List<Request> withSlots = LeaseSlots.with(more);
        int changesBefore = changes.get(leased.subject());
        long askedAt = nanos.getAsLong();
        CompletionStage<List<Decision>> answer;
        try {
            answer = store.tryAcquire(leased.subject(), withSlots);
        } catch (RuntimeException | Error e) {
            end(leased, trip, e);
            throw e;
        }
        return answer.handle((decisions, failure) -> {
                    try {
                        if (failure != null) {
                            leased.undecided();
                            throw failure instanceof CompletionException known
                                    ? known
                                    : new CompletionException(failure);
                        }
                        var outcome = outcome(leased, requests, more, decisions, askedAt);
                        if (changes.get(leased.subject()) != changesBefore) {
                            // the permits may be of a count that has been reset
                            giveBack(leased.replace(null));
                        }
                        return outcome;
                    } finally {
                        // whatever happens: other requests wait for it
                        end(leased, trip, failure);
                    }
                })
                .thenCompose(outcome -> outcome);
    }

    private void giveBack(@Nullable Lease lease) {
        if (lease != null) {
            CompletableFuture<Void> unused = leases.giveBack(lease);
        }
    }

    private static void end(LeasedSubject leased, CompletableFuture<Void> trip, @Nullable Throwable failure) {
        leased.end();
        if (failure == null) {
            trip.complete(null);
        } else {
            trip.completeExceptionally(failure);
        }
    }

    private CompletionStage<List<Decision>> outcome(
            LeasedSubject leased, List<Request> requests, List<Request> more, List<Decision> all, long askedAt) {
        long cost = requests.get(0).cost();
        List<Decision> decisions = all.subList(0, more.size());
        List<Decision> slots = all.subList(more.size(), all.size());
        if (!isOfStore(decisions)) {
            leased.undecided();
            return areAdmitted(decisions)
                    ? CompletableFuture.completedFuture(
                            reduced(decisions, cost, more.get(0).cost()))
                    : store.tryAcquire(leased.subject(), requests);
        }
        leased.decided(more, decisions, askedAt);
        if (LeaseSlots.areFull(slots)) {
            leased.withoutSlot();
            return acquireOnly(leased, requests);
        }
        if (!areAdmitted(decisions)) {
            return acquireOnly(leased, requests);
        }
        long now = nanos.getAsLong();
        Lease lease = new Lease(more, decisions, LeaseSlots.receipts(slots), askedAt, now, cost);
        leases.add(lease);
        leased.replace(lease);
        return CompletableFuture.completedFuture(
                lease.decisions(cost, more.get(0).cost() - cost, now));
    }

    /**
     * Reduces decisions of this JVM, which is asked because the store has failed, to the cost of one request.
     */
    private List<Decision> reduced(List<Decision> decisions, long cost, long permits) {
        List<Decision> reduced = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            if (decision.receipt() == Receipt.NONE) {
                reduced.add(decision);
                continue;
            }
            CompletionStage<Void> unused = store.settle(decision.receipt(), cost);
            reduced.add(new Decision(
                    decision.outcome(),
                    Math.max(cost, decision.count() - (permits - cost)),
                    decision.remaining() + permits - cost,
                    decision.reset(),
                    decision.retryAfter(),
                    new ReducedReceipt(decision.receipt(), permits, cost),
                    decision.local()));
        }
        return reduced;
    }

    /**
     * The receipt for what is left of a decision.
     *
     * @param ofAll of the decision
     * @param permits that were taken
     * @param cost that is left
     */
    record ReducedReceipt(Receipt ofAll, long permits, long cost) implements Receipt {
        @Override
        public String subject() {
            return ofAll.subject();
        }
    }

    private static List<Request> withCost(List<Request> requests, long cost) {
        List<Request> changed = new ArrayList<>(requests.size());
        for (Request request : requests) {
            changed.add(request.withCost(cost));
        }
        return changed;
    }

    /** Whether the store has decided; otherwise it has failed. */
    private static boolean isOfStore(List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (decision.local()) {
                return false;
            }
        }
        return true;
    }

    private static boolean areAdmitted(List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (!decision.admitted()) {
                return false;
            }
        }
        return true;
    }
}
