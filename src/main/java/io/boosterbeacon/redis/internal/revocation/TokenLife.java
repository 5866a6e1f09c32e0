package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Until when a token lives, and needs to be remembered. Thread-safe. */
record TokenLife(RevocationSettings settings, InstantSource clock) {
    /** Beyond this an {@code exp} is nonsense; a forged one must not become an entry for ever. */
    private static final Duration MAX = Duration.ofDays(3_660);

    /** @param expiry the {@code exp} claim, in seconds since the epoch */
    Instant end(long expiry) {
        Instant latest = clock.instant().plus(MAX);
        return expiry >= latest.getEpochSecond() ? latest : Instant.ofEpochSecond(Math.max(0, expiry));
    }

    /** Of a token without an {@code exp}, or one that cannot be read. */
    Instant unknownEnd() {
        return clock.instant().plus(settings.maxTokenLifetime());
    }

    /**
     * For how long a node needs to know that this token, which is still in use, is revoked. If it has expired by this node's
     * clock, that clock is wrong: as long as if it had no {@code exp}.
     */
    Duration left(OptionalLong expiry) {
        Instant now = clock.instant();
        Instant end = expiry.isPresent() ? end(expiry.getAsLong()) : unknownEnd();
        return Duration.between(now, end.isAfter(now) ? end : unknownEnd()).plus(settings.clockSkew());
    }
}
