package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Decides when an operation that keeps failing may be tried again: after one, two and four seconds, and then every five
 * seconds. For operations whose failures the client logs by itself: an unreachable Redis must not flood the log.
 * Thread-safe.
 */
public final class RetryPause {
    private static final Delay PAUSES =
            Delay.exponential(Duration.ofSeconds(1), Duration.ofSeconds(5), 2, TimeUnit.SECONDS);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private long failures;
    private long since;

    /** @param nanos a clock like {@link System#nanoTime} */
    public RetryPause(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the operation may be tried now. */
    public boolean isOver() {
        lock.lock();
        try {
            return failures == 0
                    || nanos.getAsLong() - since >= PAUSES.createDelay(failures).toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Reports a failure. Several failures within one pause count as one. */
    public void failed() {
        lock.lock();
        try {
            if (isOver()) {
                failures++;
                since = nanos.getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reports a success, after which no pause is needed. */
    public void succeeded() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }
}
