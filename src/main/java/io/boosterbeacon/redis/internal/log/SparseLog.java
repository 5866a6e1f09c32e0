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
 * Logs what may happen at every request at most once in ten seconds, and then says how often it was left out: a dead Redis must
 * not fill the disk. Thread-safe.
 */
public final class SparseLog {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Logger log;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    public SparseLog(Logger log) {
        this(log, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    SparseLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /**
     * Logs a failure.
     *
     * @param message one of few: each is counted by itself, as long as the application lives
     */
    public void warn(String message, Throwable failure) {
        boolean unused = warn(message, message, failure);
    }

    /**
     * Logs something that is no failure of a caller.
     *
     * @param kind one of few: each is counted by itself, as long as the application lives
     * @return false if it was left out
     */
    public boolean warn(String kind, String message) {
        return warn(kind, message, null);
    }

    private boolean warn(String kind, String message, @Nullable Throwable failure) {
        Line line = lines.computeIfAbsent(kind, first -> new Line(nanos.getAsLong() - PAUSE.toNanos()));
        long now = nanos.getAsLong();
        long last = line.last.get();
        if (now - last < PAUSE.toNanos() || !line.last.compareAndSet(last, now)) {
            line.leftOut.incrementAndGet();
            return false;
        }
        int leftOut = line.leftOut.getAndSet(0);
        log.log(
                Level.WARNING,
                leftOut == 0 ? message : message + " (and " + leftOut + " times more since it was last logged)",
                failure);
        return true;
    }

    private static final class Line {
        private final AtomicInteger leftOut = new AtomicInteger();
        private final AtomicLong last;

        Line(long last) {
            this.last = new AtomicLong(last);
        }
    }
}
