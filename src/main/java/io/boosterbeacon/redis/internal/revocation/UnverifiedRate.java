package io.boosterbeacon.redis.internal.revocation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many unverified tokens a node revokes: anybody can make them up, and each takes a round trip and memory. A token bucket.
 * Thread-safe; never waits.
 */
final class UnverifiedRate {
    static final int PER_SECOND = 1_000;
    static final int BURST = 10_000;
    private static final long NANOS_PER_TOKEN = 1_000_000_000L / PER_SECOND;

    private final LongSupplier nanos;
    /** When the bucket is full again. */
    private final AtomicLong fullAt;

    /** @param nanos a clock like {@link System#nanoTime} */
    UnverifiedRate(LongSupplier nanos) {
        this.nanos = nanos;
        this.fullAt = new AtomicLong(nanos.getAsLong());
    }

    boolean admits() {
        while (true) {
            long now = nanos.getAsLong();
            long before = fullAt.get();
            long after = (before - now < 0 ? now : before) + NANOS_PER_TOKEN;
            if (after - now > BURST * NANOS_PER_TOKEN) {
                return false;
            }
            if (fullAt.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
