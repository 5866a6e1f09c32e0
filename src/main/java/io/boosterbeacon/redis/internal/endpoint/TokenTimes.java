package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import io.boosterbeacon.redis.internal.server.Claims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks the times of verified tokens by this node's clock.
 *
 * @param skew how far the clock of an issuer may be ahead
 */
record TokenTimes(InstantSource clock, Duration skew) {
    /** The greatest length of an id that revocations accept. */
    static final int MAX_ID = 1_024;

    /** Seconds since the epoch in a claim; empty if it is missing, or is no number. */
    static OptionalLong seconds(VerifiedToken token, String claim) {
        return token.value(claim) instanceof Number number
                ? OptionalLong.of(Claims.toLong(number))
                : OptionalLong.empty();
    }

    /** Seconds since the epoch. */
    long now() {
        return clock.instant().getEpochSecond();
    }

    /** Whether a claim is a moment that may have passed by the clock of the issuer. */
    boolean hasPassed(VerifiedToken token, String claim) {
        OptionalLong moment = seconds(token, claim);
        return moment.isPresent() && moment.getAsLong() <= now() + skew.toSeconds();
    }

    /** Whether the {@code exp} has passed for longer than clocks differ. */
    boolean hasExpiredForAll(VerifiedToken token) {
        OptionalLong expiry = seconds(token, "exp");
        return expiry.isPresent() && expiry.getAsLong() < now() - skew.toSeconds();
    }

    /** Whether the token may be used now: it has an {@code iat} and an {@code exp}, and is between them. */
    boolean isInUse(VerifiedToken token) {
        OptionalLong expiry = seconds(token, "exp");
        boolean begun = token.value("nbf") == null || hasPassed(token, "nbf");
        return begun && hasPassed(token, "iat") && expiry.isPresent() && expiry.getAsLong() > now();
    }

    /** A claim that is a text and not empty. */
    static Optional<String> text(VerifiedToken token, String claim) {
        return token.value(claim) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
