package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The rejected requests that were not sent yet: the number of all, and the first ones of each second. Bounded, for a store
 * that does not answer. Thread-safe.
 */
final class RejectionSample {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_WAITING = 1_000;

    private final long perSecond;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private List<RejectedRequest> recorded = new ArrayList<>();
    private long count;
    private long secondBegan;
    private long inThisSecond;

    /** @param nanos a clock like {@link System#nanoTime} */
    RejectionSample(long perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.secondBegan = nanos.getAsLong();
    }

    /**
     * What has gathered.
     *
     * @param count the number of rejected requests
     */
    record Taken(long count, List<RejectedRequest> recorded) {
        long unrecorded() {
            return count - recorded.size();
        }
    }

    /** Counts a request. Returns whether it is recorded. */
    boolean add(RejectedRequest request) {
        long now = nanos.getAsLong();
        lock.lock();
        try {
            count++;
            if (now - secondBegan >= SECOND) {
                secondBegan = now;
                inThisSecond = 0;
            }
            if (inThisSecond >= perSecond || recorded.size() >= MAX_WAITING) {
                return false;
            }
            inThisSecond++;
            recorded.add(request);
            return true;
        } finally {
            lock.unlock();
        }
    }

    Taken take() {
        lock.lock();
        try {
            Taken taken = new Taken(count, recorded);
            count = 0;
            recorded = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
