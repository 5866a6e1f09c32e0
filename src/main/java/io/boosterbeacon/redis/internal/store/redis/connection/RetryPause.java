package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * When something that keeps failing may be tried again: after one second, then after two, four and every five. It is for
 * attempts of which the client logs each failure by itself: a dead Redis must not fill the disk. Thread-safe.
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

    /** Whether the next attempt may be made now. */
    public boolean isOver() {
        lock.lock();
        try {
            return failures == 0
                    || nanos.getAsLong() - since >= PAUSES.createDelay(failures).toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** An attempt has failed; attempts that end within one pause count once. */
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

    /** An attempt has succeeded: the next one need not wait. */
    public void succeeded() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }
}
