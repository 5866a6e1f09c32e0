package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Until when a token lives, and needs to be remembered. Thread-safe. */
record TokenLife(RevocationSettings settings, InstantSource clock) {
    /** Beyond this an {@code exp} is nonsense; it must not become an entry for ever. */
    private static final Duration MAX = Duration.ofDays(3_660);

    /**
     * How long a token is to be remembered.
     *
     * @param until by the store's clock
     * @param left from now, by this node's clock
     */
    record Remembered(Instant until, Duration left) {}

    /** Of a token that somebody vouches for, which may have expired. */
    Remembered trusted(Instant expiry) {
        return remembered(end(expiry.getEpochSecond(), MAX));
    }

    /**
     * Of a token in use: if it has expired by this node's clock, that clock is wrong.
     *
     * @param expiry the {@code exp} claim, in seconds since the epoch; 0 if there is none
     */
    Remembered inUse(long expiry) {
        Instant end = expiry == 0 ? unknownEnd() : end(expiry, MAX);
        return new Remembered(end.plus(settings.clockSkew()), left(expiry));
    }

    /** Of a text that anybody may have made up: its {@code exp} is believed only as far as tokens live. */
    Remembered unverified(OptionalLong expiry) {
        return remembered(expiry.isPresent() ? end(expiry.getAsLong(), settings.maxTokenLifetime()) : unknownEnd());
    }

    private Remembered remembered(Instant end) {
        return new Remembered(
                end.plus(settings.clockSkew()),
                Duration.between(clock.instant(), end).plus(settings.clockSkew()));
    }

    /** @param expiry the {@code exp} claim, in seconds since the epoch */
    private Instant end(long expiry, Duration longest) {
        Instant latest = clock.instant().plus(longest);
        return expiry >= latest.getEpochSecond() ? latest : Instant.ofEpochSecond(Math.max(0, expiry));
    }

    private Instant unknownEnd() {
        return clock.instant().plus(settings.maxTokenLifetime());
    }

    /**
     * For how long a node needs to know that this token, which is still in use, is revoked. If it has expired by this node's
     * clock, that clock is wrong: as long as if it had no {@code exp}.
     *
     * @param expiry the {@code exp} claim, in seconds since the epoch; 0 if there is none
     */
    Duration left(long expiry) {
        Instant now = clock.instant();
        Instant end = expiry == 0 ? unknownEnd() : end(expiry, MAX);
        return Duration.between(now, end.isAfter(now) ? end : unknownEnd()).plus(settings.clockSkew());
    }
}
