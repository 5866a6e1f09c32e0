package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * The permits of a lease that a token bucket takes away. The store counts permits when they are taken in advance. If the
 * bucket would be full without them, what accrues in the store takes their place: then they are lost at the rate of the
 * bucket, because the store admits others instead. As long as the bucket would not be full, it makes no difference when a
 * permit is counted.
 *
 * @param since when the store was asked
 * @param perNano the permits that accrue in a nanosecond
 * @param used the permits that must accrue before the bucket would be full
 */
record BucketRefill(long since, double perNano, long used) {
    /**
     * One for each bucket.
     *
     * @param requests each with the number of all permits of the lease as its cost
     */
    static List<BucketRefill> of(List<Request> requests, List<Decision> granted, long askedAt) {
        List<BucketRefill> all = new ArrayList<>(0);
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            if (request.algorithm() instanceof TokenBucket bucket) {
                // counts are rounded up
                long before = granted.get(i).count() - request.cost() - 1;
                // what others hold in advance counts in the store, but is not used
                all.add(new BucketRefill(askedAt, rate(bucket), Math.max(0, before - LeaseSlots.heldByOthers(bucket))));
            }
        }
        return all;
    }

    /** The permits of a lease that are lost in a nanosecond, if it is taken when so many are left; 0 if none are lost. */
    static double perNano(Algorithm algorithm, long remaining) {
        return algorithm instanceof TokenBucket bucket && remaining > bucket.burst() / 2 ? rate(bucket) : 0;
    }

    private static double rate(TokenBucket bucket) {
        return (double) bucket.limit() / bucket.length().toNanos();
    }

    /** The number of permits that are lost. */
    long lost(long now) {
        return (long) Math.ceil(Math.max(0, (now - since) * perNano - used));
    }
}
