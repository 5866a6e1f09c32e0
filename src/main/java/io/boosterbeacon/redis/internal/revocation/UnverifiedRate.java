package io.boosterbeacon.redis.internal.revocation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits how many unverified tokens this node revokes: anybody can invent them, and each costs a round trip and memory.
 * A token bucket. Thread-safe; never blocks.
 */
final class UnverifiedRate {
    static final int PER_SECOND = 1_000;
    static final int BURST = 10_000;
    private static final long NANOS_PER_TOKEN = 1_000_000_000L / PER_SECOND;

    private final LongSupplier nanos;
    /** The time when the bucket will be full again. */
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
