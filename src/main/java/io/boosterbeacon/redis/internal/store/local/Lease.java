package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * Permits of a subject that this node has taken in advance: the same number from each of its policies. All times are of
 * a clock like {@link System#nanoTime}. Thread-safe; never blocks.
 */
final class Lease {
    /** A permit is never used long after it was counted. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Stores tell the end of a window in ms, rounded. */
    private static final Duration MARGIN = Duration.ofMillis(2);

    private final List<Request> requests;
    private final List<Decision> granted;
    private final List<Receipt> slots;
    private final List<BucketRefill> refills;
    private final long receivedAt;
    private final long end;
    /** The permits that are left; if the lease is closed, the negative of those that were left, minus 1. */
    private final AtomicLong left;
    /**
     * The permits that were given back, by policy, if there are several: only all together they make up a permit.
     * Negative if the lease is closed.
     */
    private final AtomicLongArray givenBack;

    /** The number of permits that were left when {@link #isIdle} was last called. */
    private long lastSeen = Long.MAX_VALUE;

    /**
     * Holds permits that the store has granted.
     *
     * @param requests each with the number of all permits as its cost
     * @param slots those of the buckets ({@link LeaseSlots})
     * @param askedAt when the store was asked: counted from there, no window ends later than in the store
     * @param used the permits that are used at once
     */
    Lease(
            List<Request> requests,
            List<Decision> granted,
            List<Receipt> slots,
            long askedAt,
            long receivedAt,
            long used) {
        this.requests = requests;
        this.granted = granted;
        this.slots = slots;
        this.receivedAt = receivedAt;
        this.end = askedAt + life(requests, granted).toNanos();
        this.refills = BucketRefill.of(requests, granted, askedAt);
        this.left = new AtomicLong(permits() - used);
        this.givenBack = new AtomicLongArray(requests.size());
    }

    private static Duration life(List<Request> requests, List<Decision> granted) {
        Duration life = LONGEST;
        for (int i = 0; i < requests.size(); i++) {
            Algorithm algorithm = requests.get(i).algorithm();
            Optional<Duration> window = window(algorithm, granted.get(i));
            life = shorter(life, window.map(left -> left.minus(MARGIN)).orElse(LeaseSlots.LONGEST));
        }
        return life;
    }

    /**
     * The time until the window ends that counts the permits. A permit that is used in the window that counts it is
     * counted exactly, in a sliding window too. Empty for a bucket.
     */
    static Optional<Duration> window(Algorithm algorithm, Decision decision) {
        if (algorithm instanceof SlidingWindow) {
            return decision.receipt()
                    .windowLeft()
                    .or(() -> Optional.of(decision.reset().minus(algorithm.length())));
        }
        return endsAtOnce(algorithm) ? Optional.of(decision.reset()) : Optional.empty();
    }

    /** Whether all that is counted ends at the same time: with the window. */
    private static boolean endsAtOnce(Algorithm algorithm) {
        return algorithm instanceof FixedWindow || algorithm instanceof CalendarWindow;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The number of permits that were taken from the store. */
    long permits() {
        return requests.get(0).cost();
    }

    boolean hasEnded(long now) {
        return now - end >= 0;
    }

    /** The number of permits that must not be used any more, because buckets have filled up in their place. */
    long lost(long now) {
        long lost = 0;
        for (int i = 0; i < refills.size(); i++) {
            lost = Math.max(lost, refills.get(i).lost(now));
        }
        return lost;
    }

    /** Takes permits. Returns the number of those left, or a negative number if there are too few. */
    long take(long cost) {
        while (true) {
            long before = left.get();
            if (before < cost) {
                return -1;
            }
            if (left.compareAndSet(before, before - cost)) {
                return before - cost;
            }
        }
    }

    /** Passes the receipts for all permits to the consumer, one for each policy. */
    void forEachReceipt(Consumer<Receipt> each) {
        granted.forEach(decision -> each.accept(decision.receipt()));
    }

    /** Gives permits of a served request back, those of all policies. Returns false if the lease is closed. */
    boolean putBack(long permits) {
        return left.getAndUpdate(before -> before < 0 ? before : before + permits) >= 0;
    }

    /** Gives permits of one policy back. Returns false if the lease is closed. */
    private boolean putBack(int policy, long permits) {
        return requests.size() == 1
                ? putBack(permits)
                : givenBack.getAndUpdate(policy, before -> before < 0 ? before : before + permits) >= 0;
    }

    /**
     * Ends the lease. Passes the receipts of policies with unused permits to the consumer, each with the number of used
     * ones, and those of its slots with 0. Does nothing if the lease is closed.
     */
    void close(ObjLongConsumer<Receipt> unused) {
        long rest = left.getAndUpdate(before -> before < 0 ? before : -1 - before);
        if (rest < 0) {
            return;
        }
        for (int policy = 0; policy < granted.size(); policy++) {
            long back = rest + givenBack.getAndSet(policy, -1);
            if (back > 0) {
                unused.accept(granted.get(policy).receipt(), permits() - back);
            }
        }
        // nothing is held any more
        slots.forEach(slot -> unused.accept(slot, 0));
    }

    /** Whether the lease may have permits that are not in use. */
    boolean isOpen() {
        return left.get() > 0 || (left.get() == 0 && requests.size() > 1);
    }

    /** The number of permits that are or were used. */
    long used() {
        long rest = left.get();
        return permits() - (rest < 0 ? -1 - rest : rest);
    }

    /** The permits of a policy that are not in use; 0 if the lease is closed. */
    long unused(String policyId) {
        long rest = left.get();
        for (int policy = 0; policy < requests.size(); policy++) {
            if (rest >= 0 && requests.get(policy).policyId().equals(policyId)) {
                return rest + Math.max(0, givenBack.get(policy));
            }
        }
        return 0;
    }

    /** Whether no permit has been used since the last call. To be called by one thread at a time. */
    boolean isIdle() {
        long now = left.get();
        boolean idle = now == lastSeen;
        lastSeen = now;
        return idle;
    }

    /**
     * The decisions about a request that this lease has served: as if each permit were counted when it is used.
     *
     * @param remaining the permits that are left afterwards
     */
    List<Decision> decisions(long cost, long remaining, long now) {
        Duration passed = Duration.ofNanos(Math.max(0, now - receivedAt));
        List<Decision> decisions = new ArrayList<>(granted.size());
        for (int i = 0; i < granted.size(); i++) {
            Decision decision = granted.get(i);
            Duration reset = decision.reset().minus(passed);
            decisions.add(new Decision(
                    Outcome.ADMITTED,
                    Math.max(cost, decision.count() - remaining),
                    decision.remaining() + remaining,
                    reset.isNegative() ? Duration.ZERO : reset,
                    Duration.ZERO,
                    new LeaseReceipt(this, decision.receipt().subject(), i, cost),
                    false));
        }
        return decisions;
    }

    /** The receipt for permits of a lease. */
    record LeaseReceipt(Lease lease, String subject, int policy, long cost) implements Receipt {
        /** The receipt for all permits of the lease. */
        Receipt ofAll() {
            return lease.granted.get(policy).receipt();
        }

        /** The number of all permits of the lease. */
        long permits() {
            return lease.permits();
        }

        /** Gives permits back. Returns false if the lease is closed. */
        boolean putBack(long permits) {
            return lease.putBack(policy, permits);
        }

        /**
         * Takes more permits for the same request. Returns how many, because there may be fewer.
         *
         * @param nanos a clock like {@link System#nanoTime}
         */
        long takeMore(long permits, LongSupplier nanos) {
            if (lease.requests.size() > 1) {
                return 0;
            }
            long before = lease.left.getAndUpdate(rest -> rest < 0 ? rest : Math.max(0, rest - permits));
            long taken = Math.max(0, Math.min(before, permits));
            // the time is read after the permits are taken: those that are lost by then are put back
            long now = nanos.getAsLong();
            long unusable = lease.hasEnded(now) ? taken : Math.min(taken, lease.lost(now) - (before - taken));
            if (unusable > 0) {
                // if the lease is closed, they stay counted: the store counts others for them
                boolean unused = lease.putBack(unusable);
            }
            return taken - Math.max(0, unusable);
        }
    }
}
