package io.boosterbeacon.redis.internal.store.embedded;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store's time, in milliseconds since the epoch. It stands still while the clock is set back, so that nothing comes
 * to life again and no cutoff moves back.
 */
final class Time implements Ticker {
    /** When what does not expire expires. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private final InstantSource clock;
    private final AtomicLong latest = new AtomicLong();

    Time(InstantSource clock) {
        this.clock = clock;
    }

    long now() {
        long now = clock.millis();
        long seen = latest.get();
        // Most readers find a millisecond that was seen before: they need not write.
        return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
    }

    /** The moment a duration from now. */
    long in(Duration duration) {
        return after(now(), duration);
    }

    /** The moment a duration later; one of centuries is cut short instead of overflowing. */
    static long after(long moment, Duration duration) {
        return moment + (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toMillis();
    }

    /** The same moment, or {@link #NEVER} if it is too far away for milliseconds. */
    static long millis(Instant moment) {
        return moment.isBefore(Instant.ofEpochMilli(NEVER)) ? moment.toEpochMilli() : NEVER;
    }

    @Override
    public long read() {
        return nanos(now());
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
