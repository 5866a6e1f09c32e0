package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Computes how long tokens live, and how long their revocation must be remembered. Thread-safe. */
record TokenLifetime(RevocationSettings settings, InstantSource clock) {
    /**
     * The longest credible lifetime. An {@code exp} further away is invalid and must not create an entry that never
     * expires.
     */
    private static final Duration MAX = Duration.ofDays(3_660);

    /**
     * How long the revocation of a token must be remembered.
     *
     * @param until the end by the store's clock
     * @param left the time from now, by this node's clock
     */
    record Remembered(Instant until, Duration left) {}

    /** For a token whose expiry is given by a trusted caller. It may have expired. */
    Remembered trusted(Instant expiry) {
        return remembered(end(expiry.getEpochSecond(), MAX));
    }

    /**
     * For a token in use: if it has expired by this node's clock, the clock is wrong.
     *
     * @param expiry the {@code exp} claim, in seconds since the epoch; 0 if there is none
     */
    Remembered inUse(long expiry) {
        Instant end = expiry == 0 ? unknownEnd() : end(expiry, MAX);
        return new Remembered(end.plus(settings.clockSkew()), left(expiry));
    }

    /**
     * For an unverified token, which anybody could have invented: its {@code exp} is limited to the maximum lifetime of
     * tokens.
     */
    Remembered unverified(OptionalLong expiry) {
        return remembered(
                expiry.isPresent()
                        ? end(expiry.getAsLong(), settings.maxTokenLifetime().plus(settings.issuerSkew()))
                        : unknownEnd());
    }

    /**
     * Whether a token has expired, by whichever clock.
     *
     * @param expiry the {@code exp} claim, in seconds since the epoch; 0 if there is none
     */
    boolean hasExpired(long expiry) {
        return expiry != 0 && clock.instant().minus(settings.clockSkew()).getEpochSecond() >= expiry;
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
        return clock.instant().plus(settings.maxTokenLifetime()).plus(settings.issuerSkew());
    }

    /**
     * How long this node must remember that a token in use is revoked. If the token has expired by this node's clock,
     * the clock is wrong, and the token is treated as if it had no {@code exp}.
     *
     * @param expiry the {@code exp} claim, in seconds since the epoch; 0 if there is none
     */
    Duration left(long expiry) {
        Instant now = clock.instant();
        Instant end = expiry == 0 ? unknownEnd() : end(expiry, MAX);
        return Duration.between(now, end.isAfter(now) ? end : unknownEnd()).plus(settings.clockSkew());
    }
}
