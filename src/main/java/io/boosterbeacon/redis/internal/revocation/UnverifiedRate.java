package io.boosterbeacon.redis.internal.revocation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits what this node does for unverified tokens: anybody can invent them. A token bucket. Thread-safe; never blocks.
 */
final class UnverifiedRate {
    /** How many unverified tokens this node revokes: each costs a round trip and memory. */
    static final int PER_SECOND = 1_000;

    static final int BURST = 10_000;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private final long nanosPerToken;
    private final long burstNanos;
    /** The time when the bucket will be full again. */
    private final AtomicLong fullAt;

    /** @param nanos a clock like {@link System#nanoTime} */
    UnverifiedRate(LongSupplier nanos) {
        this(PER_SECOND, BURST, nanos);
    }

    /**
     * Creates a full bucket.
     *
     * @param perSecond 0 to admit nothing
     * @param nanos a clock like {@link System#nanoTime}
     */
    UnverifiedRate(long perSecond, long burst, LongSupplier nanos) {
        this.nanos = nanos;
        this.nanosPerToken = SECOND / Math.max(1, perSecond);
        this.burstNanos = perSecond == 0 ? 0 : burst * nanosPerToken;
        this.fullAt = new AtomicLong(nanos.getAsLong());
    }

    boolean admits() {
        while (true) {
            long now = nanos.getAsLong();
            long before = fullAt.get();
            long after = (before - now < 0 ? now : before) + nanosPerToken;
            if (after - now > burstNanos) {
                return false;
            }
            if (fullAt.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Takes back that one was admitted. */
    void giveBack() {
        fullAt.addAndGet(-nanosPerToken);
    }
}
