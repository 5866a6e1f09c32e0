package io.boosterbeacon.redis.internal.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs each kind of warning at most once in ten seconds, and then says how many were suppressed: while Redis is down,
 * every request may cause one, and they must not fill the disk. Thread-safe.
 */
public final class ThrottledLog {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    public ThrottledLog(Logger log) {
        this(log, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    ThrottledLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /**
     * Logs a failure.
     *
     * @param message also the kind of the warning: one of a few texts, because each is remembered as long as the
     *     application lives
     */
    public void warn(String message, Throwable failure) {
        boolean unused = warn(message, message, failure);
    }

    /**
     * Logs a warning without an exception.
     *
     * @param kind one of a few texts, because each is remembered as long as the application lives
     * @return false if the warning was suppressed
     */
    public boolean warn(String kind, String message) {
        return warn(kind, message, null);
    }

    private boolean warn(String kind, String message, @Nullable Throwable failure) {
        Entry entry = entries.computeIfAbsent(kind, first -> new Entry(nanos.getAsLong() - INTERVAL.toNanos()));
        long now = nanos.getAsLong();
        long last = entry.last.get();
        if (now - last < INTERVAL.toNanos() || !entry.last.compareAndSet(last, now)) {
            entry.suppressed.incrementAndGet();
            return false;
        }
        int suppressed = entry.suppressed.getAndSet(0);
        log.log(
                Level.WARNING,
                suppressed == 0 ? message : message + " (and " + suppressed + " times more since it was last logged)",
                failure);
        return true;
    }

    private static final class Entry {
        private final AtomicInteger suppressed = new AtomicInteger();
        private final AtomicLong last;

        Entry(long last) {
            this.last = new AtomicLong(last);
        }
    }
}
