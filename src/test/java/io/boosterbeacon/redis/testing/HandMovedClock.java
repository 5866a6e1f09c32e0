package io.boosterbeacon.redis.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only the test moves. */
public final class HandMovedClock implements InstantSource {
    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    /** A clock like {@link System#nanoTime}, which moves at the same time. */
    public long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis.get());
    }

    public void move(Duration by) {
        millis.addAndGet(by.toMillis());
    }
}
