package io.boosterbeacon.redis.internal.store.redis.connection;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How often something may be tried that keeps failing: after a second, then less and less often, up to every five. For
 * attempts of which the client writes to the log of its own accord: a dead Redis must not fill the disk. Thread-safe.
 */
public final class Pace {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private Duration pause = Duration.ZERO;
    private long since;

    /** @param nanos a clock like {@link System#nanoTime} */
    public Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether it may be tried now. */
    public boolean isDue() {
        lock.lock();
        try {
            return pause.isZero() || nanos.getAsLong() - since >= pause.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** It has failed; attempts that end within one pause count once. */
    public void failed() {
        lock.lock();
        try {
            if (isDue()) {
                Duration doubled = pause.isZero() ? FIRST : pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
                since = nanos.getAsLong();
            }
        } finally {
            lock.unlock();
        }
    }

    /** It has worked. */
    public void succeeded() {
        lock.lock();
        try {
            pause = Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }
}
