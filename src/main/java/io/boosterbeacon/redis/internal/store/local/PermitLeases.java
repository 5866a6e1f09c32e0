package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.HashedCounters;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.local.Lease.LeaseReceipt;
import io.boosterbeacon.redis.internal.store.local.LeaseTrips.ReducedReceipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes permits of much used subjects in advance, many in one trip to the store, and serves requests from them in this
 * JVM. Only for requests that allow it with each of their policies, with the same cost for all.
 *
 * <p>No policy ever admits more than its limit: permits are counted before they are used, never used after the end of the
 * window that has counted them, and lost at the rate at which a token bucket fills up in their place. All nodes together
 * have at most {@value LeaseSlots#SLOTS} leases of a token bucket: what others hold must be known for that. Permits that
 * are held here are denied to other nodes until they are given back; so fewer may be admitted than the limit, by the sum
 * of all leases at most. A subject of which this node uses few permits is served as if there were no leases. While the store
 * fails, held permits are used until they end.
 *
 * <p>Changes of a count through this node end its lease. Leases of other nodes stay in use for their last second.
 */
public final class PermitLeases implements RateLimitStore, AutoCloseable {
    private static final int MAX_SUBJECTS = 10_000;
    private static final Duration SUBJECT_IDLE = Duration.ofSeconds(10);

    private final RateLimitStore store;
    private final LongSupplier nanos;
    private final OpenLeases leases;
    private final LeaseTrips trips;
    private final Cache<String, LeasedSubject> subjects;
    private final HashedCounters changes = new HashedCounters(1 << 10);

    /** @param nanos a clock like {@link System#nanoTime} */
    public PermitLeases(RateLimitStore store, Scheduler timers, LongSupplier nanos) {
        this(store, timers, nanos, LeaseSize.BY_DEMAND);
    }

    PermitLeases(RateLimitStore store, Scheduler timers, LongSupplier nanos, LeaseSize size) {
        this.store = store;
        this.nanos = nanos;
        this.leases = new OpenLeases(store, timers, nanos);
        this.trips = new LeaseTrips(store, leases, size, nanos, changes);
        this.subjects = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(MAX_SUBJECTS)
                .expireAfterAccess(SUBJECT_IDLE)
                .build();
    }

    /** A permit that is held here is used even if the store denies another one. */
    @Override
    public Optional<List<Decision>> knownDenial(String subject, List<Request> requests) {
        LeasedSubject leased = leases.isEmpty() ? null : subjects.getIfPresent(subject);
        return leased == null || !leased.holdsPermits() ? store.knownDenial(subject, requests) : Optional.empty();
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        LeasedSubject leased = isLeased(requests) ? leased(subject, requests) : null;
        if (leased == null) {
            LeasedSubject other = leases.isEmpty() ? null : subjects.getIfPresent(subject);
            return other == null ? store.tryAcquire(subject, requests) : trips.acquireBesideLease(other, requests);
        }
        List<Decision> served = leased.serve(requests.get(0).cost());
        return served == null ? trips.acquire(leased, requests) : CompletableFuture.completedFuture(served);
    }

    private static boolean isLeased(List<Request> requests) {
        long cost = requests.get(0).cost();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            if (!request.leased()
                    || request.cost() != cost
                    || request.algorithm().endsWithCall()) {
                return false;
            }
        }
        return true;
    }

    /** Returns null if the subject is leased for requests to other policies. */
    private @Nullable LeasedSubject leased(String subject, List<Request> requests) {
        LeasedSubject known = subjects.getIfPresent(subject);
        if (known == null) {
            known = subjects.get(subject, same -> new LeasedSubject(subject, requests, leases, nanos));
        }
        if (known.serves(requests)) {
            return known;
        }
        if (!known.hasPoliciesOf(requests)) {
            return null;
        }
        // a limit has been changed
        LeasedSubject changed = new LeasedSubject(subject, requests, leases, nanos);
        if (subjects.asMap().replace(subject, known, changed)) {
            CompletableFuture<Void> unused = giveBack(known);
        }
        return changed;
    }

    private CompletableFuture<Void> giveBack(@Nullable LeasedSubject leased) {
        Lease lease = leased == null ? null : leased.replace(null);
        return lease == null ? CompletableFuture.completedFuture(null) : leases.giveBack(lease);
    }

    /**
     * Settles with the lease as far as it goes, and the rest with the store. There the differences that several calls of
     * one lease make add up, and have no effect after the end of their window.
     */
    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        if (receipt instanceof LeaseReceipt taken) {
            long rest = rest(taken, cost - taken.cost());
            return rest == 0
                    ? CompletableFuture.completedFuture(null)
                    : store.settle(taken.ofAll(), taken.permits() + rest);
        }
        return receipt instanceof ReducedReceipt taken
                ? store.settle(taken.ofAll(), taken.permits() + cost - taken.cost())
                : store.settle(receipt, cost);
    }

    /** The difference that the lease of a request cannot settle. */
    private long rest(LeaseReceipt taken, long difference) {
        if (difference < 0) {
            return taken.putBack(-difference) ? 0 : difference;
        }
        return difference - taken.takeMore(difference, nanos);
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return receipt instanceof LeaseReceipt || receipt instanceof ReducedReceipt
                ? CompletableFuture.completedFuture(null)
                : store.renew(receipt);
    }

    /** Permits that are held in advance do not count as used. */
    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        if (amount != 0) {
            return changing(subject, () -> store.adjust(subject, policyId, algorithm, amount));
        }
        CompletionStage<Usage> usage = store.adjust(subject, policyId, algorithm, 0);
        LeasedSubject leased = subjects.getIfPresent(subject);
        return leased == null
                ? usage
                : usage.thenApply(
                        counted -> new Usage(Math.max(0, counted.count() - leased.unused(policyId)), counted.reset()));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return changing(subject, () -> store.block(subject, policyId, algorithm, time));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return changing(subject, () -> store.reset(subject, policyId, algorithm));
    }

    /** Ends the lease, now and when the store has changed the count: permits may be taken in between. */
    private <T> CompletionStage<T> changing(String subject, Supplier<CompletionStage<T>> change) {
        CompletableFuture<Void> givenBack = changed(subject);
        CompletionStage<T> answer = givenBack.isDone()
                ? change.get()
                : givenBack.handle((done, failure) -> null).thenCompose(done -> change.get());
        return Answers.whenAnswered(answer, () -> endLease(subject));
    }

    private void endLease(String subject) {
        CompletableFuture<Void> unused = changed(subject);
    }

    private CompletableFuture<Void> changed(String subject) {
        changes.increment(subject);
        return giveBack(subjects.getIfPresent(subject));
    }

    /** Gives back the leases that have ended or are idle. */
    void check() {
        leases.check();
    }

    /** Gives all unused permits back. */
    @Override
    public void close() {
        leases.close();
    }
}
