package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots for leases of token buckets. A lease takes one slot of each of its buckets in the same trip as its permits.
 * The store has few of them, and a lease has few permits: so each node knows the most that all others hold of a bucket,
 * however many nodes there are. That is what {@link BucketRefill} depends on. A node that gets no slot is served as if
 * there were no leases.
 */
final class LeaseSlots {
    /** The leases that all nodes together hold of a bucket. */
    static final int SLOTS = 10;

    /** A lease of a bucket ends after this time, because the bucket fills up meanwhile. */
    static final Duration LONGEST = Duration.ofMillis(200);

    /** A slot ends by itself after its lease: the store counts in ms, rounded. */
    private static final Duration EXPIRY = LONGEST.plusMillis(2);

    /** No name of a policy has this character. */
    private static final String SUFFIX = "~leases";

    private LeaseSlots() {}

    /** The requests for permits, and for the slots of those that are of buckets. */
    static List<Request> with(List<Request> requests) {
        List<Request> all = new ArrayList<>(requests.size() + 1);
        all.addAll(requests);
        for (Request request : requests) {
            if (request.algorithm() instanceof TokenBucket) {
                // the policies decide what happens if the store fails
                all.add(new Request(
                        request.policyId() + SUFFIX, new Concurrency(SLOTS, EXPIRY), 1, OnStoreFailure.OPEN));
            }
        }
        return all;
    }

    /** Whether a slot is missing. */
    static boolean areFull(List<Decision> slots) {
        return slots.stream().anyMatch(slot -> !slot.admitted());
    }

    static List<Receipt> receipts(List<Decision> slots) {
        return slots.stream().map(Decision::receipt).toList();
    }

    /** The most permits that a lease may have, however its size is decided. */
    static long mostPermits(List<Request> requests) {
        long most = Long.MAX_VALUE;
        for (Request request : requests) {
            most = Math.min(most, mostPermits(request.algorithm()));
        }
        return most;
    }

    private static long mostPermits(Algorithm algorithm) {
        return algorithm instanceof TokenBucket bucket ? bucket.burst() / LeaseSize.LIMIT_SHARE : Long.MAX_VALUE;
    }

    /** The most permits that other leases have while one is taken. */
    static long heldByOthers(TokenBucket bucket) {
        return (SLOTS - 1) * mostPermits(bucket);
    }
}
