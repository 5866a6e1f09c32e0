package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.local.LeaseSize.LimitState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subject whose permits this node may take in advance: its current lease, and what the size of the next one depends
 * on. Thread-safe; never blocks.
 */
final class LeasedSubject {
    private final String subject;
    private final List<Request> policies;
    private final OpenLeases leases;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Void>> trip = new AtomicReference<>();
    private final AtomicReference<Demand> demand;
    private volatile LimitState limits = LimitState.UNKNOWN;

    /** Until then other nodes have all slots. */
    private volatile long withoutSlotUntil;

    /** @param policies the requests that are served, whatever their costs */
    LeasedSubject(String subject, List<Request> policies, OpenLeases leases, LongSupplier nanos) {
        this.subject = subject;
        this.policies = policies;
        this.leases = leases;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.demand = new AtomicReference<>(Demand.none(now));
        this.withoutSlotUntil = now;
    }

    String subject() {
        return subject;
    }

    /** Whether these are requests to the same policies. */
    boolean hasPoliciesOf(List<Request> requests) {
        boolean same = requests.size() == policies.size();
        for (int i = 0; same && i < requests.size(); i++) {
            same = requests.get(i).policyId().equals(policies.get(i).policyId());
        }
        return same;
    }

    /** Whether these are requests to the same policies with the same limits. */
    boolean serves(List<Request> requests) {
        if (requests == policies) {
            return true;
        }
        boolean same = hasPoliciesOf(requests);
        for (int i = 0; same && i < requests.size(); i++) {
            same = requests.get(i).algorithm().equals(policies.get(i).algorithm());
        }
        return same;
    }

    /** Serves a request from the lease. Returns null if there are too few permits. */
    @Nullable
    List<Decision> serve(long cost) {
        Lease current = lease.get();
        if (current == null) {
            return null;
        }
        long left = current.take(cost);
        if (left < 0) {
            return null;
        }
        // the time is read after the permits are taken: they must not be used after the end
        long now = nanos.getAsLong();
        if (current.hasEnded(now) || left < current.lost(now)) {
            leases.putBack(current, cost);
            return null;
        }
        return current.decisions(cost, left, now);
    }

    /** The trip to the store that is taking permits; null if there is none. */
    @Nullable
    CompletableFuture<Void> trip() {
        return trip.get();
    }

    /** Begins a trip, unless there is one. */
    boolean begin(CompletableFuture<Void> next) {
        return trip.compareAndSet(null, next);
    }

    /** Ends the trip. */
    void end() {
        trip.set(null);
    }

    /** Replaces the lease, and returns the previous one. */
    @Nullable
    Lease replace(@Nullable Lease next) {
        return lease.getAndSet(next);
    }

    /** The permits of a policy that are not in use. */
    long unused(String policyId) {
        Lease current = lease.get();
        return current == null ? 0 : current.unused(policyId);
    }

    /** Whether the lease has permits that are not in use. */
    boolean holdsPermits() {
        Lease current = lease.get();
        return current != null && current.isOpen();
    }

    /** The decisions of the store as if permits that are held in advance were not counted. */
    List<Decision> withoutUnused(List<Request> requests, List<Decision> decisions) {
        List<Decision> all = new ArrayList<>(decisions.size());
        for (int i = 0; i < decisions.size(); i++) {
            Decision decision = decisions.get(i);
            long unused = unused(requests.get(i).policyId());
            all.add(
                    unused == 0
                            ? decision
                            : new Decision(
                                    decision.outcome(),
                                    Math.max(0, decision.count() - unused),
                                    decision.remaining() + unused,
                                    decision.reset(),
                                    decision.retryAfter(),
                                    decision.receipt(),
                                    decision.local()));
        }
        return all;
    }

    /** Notes that permits were used. */
    void used(long permits) {
        long now = nanos.getAsLong();
        demand.updateAndGet(before -> before.plus(permits, now));
    }

    /** Notes what the store has told. */
    void decided(List<Request> requests, List<Decision> decisions, long askedAt) {
        limits = LimitState.of(requests, decisions, askedAt);
    }

    /** Notes that the store has failed: nothing is taken in advance until it has decided again. */
    void undecided() {
        limits = LimitState.UNKNOWN;
    }

    /** Notes that other nodes have all slots: nothing is taken in advance until those leases have ended. */
    void withoutSlot() {
        withoutSlotUntil = nanos.getAsLong() + LeaseSlots.LONGEST.toNanos();
    }

    /** The number of permits to take with the next trip. */
    long permits(LeaseSize size) {
        long now = nanos.getAsLong();
        Demand current = demand.updateAndGet(before -> before.plus(0, now));
        return now - withoutSlotUntil < 0
                ? 0
                : Math.min(size.permits(current, limits, now), LeaseSlots.mostPermits(policies));
    }
}
