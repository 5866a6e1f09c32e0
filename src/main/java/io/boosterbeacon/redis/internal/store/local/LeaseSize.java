package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.time.Duration;
import java.util.List;

/** Decides how many permits a node takes in one trip. */
interface LeaseSize {
    /** The longest time for which permits are taken: so each trip serves a twentieth to a tenth of a second. */
    Duration AHEAD = Duration.ofMillis(75);

    /** A node never takes more than 2 % of a limit. Whatever it leaves unused may be missed by others. */
    long LIMIT_SHARE = 50;

    /** A node never takes more than a quarter of what is left, so that leases become smaller near the limit. */
    long REST_SHARE = 4;

    /**
     * As many permits as this node is going to use or to lose, within the shares of the limit and of the rest. None if it
     * uses none.
     */
    LeaseSize BY_DEMAND = (demand, state, now) -> {
        long nanos = Math.min(AHEAD.toNanos(), Math.max(0, state.end() - now));
        long used = demand.within(nanos);
        long needed = used == 0 ? 0 : used + (long) (state.lostPerNano() * nanos);
        return Math.min(needed, Math.min(state.capacity() / LIMIT_SHARE, state.remaining() / REST_SHARE));
    };

    /** The number of permits to take; below two requests' cost, none are taken in advance. */
    long permits(Demand demand, LimitState state, long now);

    /**
     * What is known of the limits of a subject.
     *
     * @param capacity the least capacity of all policies
     * @param remaining the least number of permits that were left when the store decided
     * @param end when the first window ends, by a clock like {@link System#nanoTime}
     * @param lostPerNano the permits that are lost in a nanosecond ({@link BucketRefill})
     */
    record LimitState(long capacity, long remaining, long end, double lostPerNano) {
        private static final Duration LONG = Duration.ofHours(1);

        /** Before the first decision, nothing may be taken in advance. */
        static final LimitState UNKNOWN = new LimitState(0, 0, 0, 0);

        static LimitState of(List<Request> requests, List<Decision> decisions, long askedAt) {
            long capacity = Long.MAX_VALUE;
            long remaining = Long.MAX_VALUE;
            Duration window = LONG;
            double lost = 0;
            for (int i = 0; i < requests.size(); i++) {
                Decision decision = decisions.get(i);
                Algorithm algorithm = requests.get(i).algorithm();
                capacity = Math.min(capacity, algorithm.capacity());
                remaining = Math.min(remaining, decision.remaining());
                Duration left = Lease.window(algorithm, decision).orElse(LONG);
                window = left.compareTo(window) < 0 ? left : window;
                lost = Math.max(lost, BucketRefill.perNano(algorithm, decision.remaining()));
            }
            return new LimitState(capacity, remaining, askedAt + window.toNanos(), lost);
        }
    }
}
