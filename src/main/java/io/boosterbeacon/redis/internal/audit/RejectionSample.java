package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The rejected requests that were not sent yet: the number of all, and some of each second. In a second, the first request
 * of a token is recorded, up to a limited number of tokens: so no token hides the others. Bounded, for a store that does
 * not answer. Thread-safe.
 */
final class RejectionSample {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_WAITING = 1_000;

    private final long perSecond;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> tokensOfThisSecond = new HashSet<>();
    private List<RejectedRequest> recorded = new ArrayList<>();
    private long count;
    private long unrecorded;
    private long secondBegan;

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
     * @param unrecorded the number of those that are not recorded
     */
    record Taken(long count, long unrecorded, List<RejectedRequest> recorded) {
        boolean isEmpty() {
            return count == 0 && recorded.isEmpty();
        }
    }

    /**
     * Counts a request. Returns whether it is one of those that are recorded: then pass it to {@link #record}. It is not
     * built before, because most of many are not.
     */
    boolean admits(String token) {
        long now = nanos.getAsLong();
        lock.lock();
        try {
            count++;
            if (now - secondBegan >= SECOND) {
                secondBegan = now;
                tokensOfThisSecond.clear();
            }
            boolean admitted = recorded.size() < MAX_WAITING
                    && tokensOfThisSecond.size() < perSecond
                    && tokensOfThisSecond.add(token);
            unrecorded += admitted ? 0 : 1;
            return admitted;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a request that was admitted. */
    void record(RejectedRequest request) {
        lock.lock();
        try {
            recorded.add(request);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return count == 0 && recorded.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    Taken take() {
        lock.lock();
        try {
            Taken taken = new Taken(count, unrecorded, recorded);
            count = 0;
            unrecorded = 0;
            recorded = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
