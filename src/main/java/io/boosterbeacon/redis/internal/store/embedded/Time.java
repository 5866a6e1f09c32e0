package io.boosterbeacon.redis.internal.store.embedded;

import com.github.benmanes.caffeine.cache.Ticker;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store's time, in milliseconds since the epoch. If the clock is set back, the time stands still until the clock
 * has caught up: expired values stay expired, and no cutoff moves back.
 */
final class Time implements Ticker {
    /** The expiry of values that do not expire. */
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
        // most calls see the same millisecond as an earlier one and need no write
        return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
    }

    /** The time after a duration from now. */
    long in(Duration duration) {
        return after(now(), duration);
    }

    /** The time after a duration. A duration of more than {@link #LONGEST} is shortened to avoid an overflow. */
    static long after(long moment, Duration duration) {
        return moment + (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toMillis();
    }

    /** The later one of this time and a node's time, but at most {@link GroupRevocation#MAX_AHEAD} after this time. */
    static long latest(long now, Instant node) {
        return Math.max(now, Math.min(millis(node), after(now, GroupRevocation.MAX_AHEAD)));
    }

    /** Converts an instant to milliseconds; {@link #NEVER} if it is too far in the future. */
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
