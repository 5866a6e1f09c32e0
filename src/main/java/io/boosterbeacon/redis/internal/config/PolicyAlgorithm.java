package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * How a policy counts, besides its limit and its window.
 *
 * @param burst the capacity of a token bucket; 0 for other algorithms
 * @param zone of the calendar that fixed windows follow; empty if they do not
 * @param leased whether nodes may take permits in advance
 */
public record PolicyAlgorithm(RateLimitAlgorithm kind, long burst, Optional<ZoneId> zone, boolean leased) {
    /** Windows that begin with a request. */
    public static final PolicyAlgorithm FIXED_WINDOW =
            new PolicyAlgorithm(RateLimitAlgorithm.FIXED_WINDOW, 0, Optional.empty(), false);

    /** The largest product of permits and milliseconds: with the sums of a decision it stays exact in a script. */
    private static final long MAX_EXACT = 1L << 52;

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MIN_EXPIRY = Duration.ofSeconds(1);

    /**
     * Merges the members of an annotation with their overrides.
     *
     * @param limit checked already
     * @param window checked already
     */
    static PolicyAlgorithm of(String place, RateLimit own, Overrides overrides, long limit, Duration window) {
        RateLimitAlgorithm kind = overrides.member(
                "algorithm",
                own.algorithm(),
                (property, text) -> Values.choiceOf(property, text, RateLimitAlgorithm.class));
        long burst = overrides.member(
                "burst", own.burst(), (property, text) -> Values.numberOf(property, text, 0, Members.MAX_COUNT));
        boolean aligned = overrides.member("aligned", own.aligned(), Values::flagOf);
        String zone = overrides.member("zone", own.zone(), (property, text) -> text);
        PolicyAlgorithm algorithm = new PolicyAlgorithm(
                kind,
                burst(place, kind, burst, limit),
                aligned ? Optional.of(calendar(place, kind, zone, window)) : without(place, zone),
                leased(place, kind, own, overrides));
        algorithm.check(place, limit, window);
        return algorithm;
    }

    private static long burst(String place, RateLimitAlgorithm kind, long burst, long limit) {
        if (kind != RateLimitAlgorithm.TOKEN_BUCKET) {
            if (burst != 0) {
                throw ConfigProblem.of(place + ": burst", burst, "nothing, because algorithm is " + kind);
            }
            return 0;
        }
        if (burst < 0) {
            throw ConfigProblem.of(place + ": burst", burst, "a whole number from 1, or 0 for the value");
        }
        return burst == 0 ? limit : burst;
    }

    /** Checks the numbers that the algorithm cannot count exactly. */
    void check(String place, long limit, Duration window) {
        long max = MAX_EXACT / window.toMillis();
        if (kind == RateLimitAlgorithm.SLIDING_WINDOW && limit > max) {
            throw ConfigProblem.of(
                    place + ": value", limit, "a whole number from 1 to " + max + " for a sliding window of " + window);
        }
        if (kind == RateLimitAlgorithm.TOKEN_BUCKET && burst > max) {
            throw ConfigProblem.of(
                    place + (burst == limit ? ": value" : ": burst"),
                    burst,
                    "a whole number from 1 to " + max + " for a token bucket with a window of " + window);
        }
        if (kind == RateLimitAlgorithm.CONCURRENCY && window.compareTo(MIN_EXPIRY) < 0) {
            throw ConfigProblem.of(
                    place + ": window", window, "at least 1 second: the permits of a crashed node end after it");
        }
    }

    /** The same algorithm for another limit: the burst grows alike. */
    PolicyAlgorithm scaled(long limit, long other) {
        if (kind != RateLimitAlgorithm.TOKEN_BUCKET) {
            return this;
        }
        BigInteger scaled = BigInteger.valueOf(burst)
                .multiply(BigInteger.valueOf(other))
                .divide(BigInteger.valueOf(limit))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .max(BigInteger.ONE);
        return new PolicyAlgorithm(kind, scaled.longValueExact(), zone, leased);
    }

    private static boolean leased(String place, RateLimitAlgorithm kind, RateLimit own, Overrides overrides) {
        boolean leased = overrides.member("leased", own.leased(), Values::flagOf);
        if (leased && kind == RateLimitAlgorithm.CONCURRENCY) {
            throw ConfigProblem.of(place + ": leased", true, "false, because algorithm is " + kind);
        }
        return leased;
    }

    private static ZoneId calendar(String place, RateLimitAlgorithm kind, String zone, Duration window) {
        if (kind != RateLimitAlgorithm.FIXED_WINDOW) {
            throw ConfigProblem.of(place + ": aligned", true, "false, because algorithm is " + kind);
        }
        if (window.compareTo(DAY) > 0 && window.toMillis() % DAY.toMillis() != 0) {
            throw ConfigProblem.of(
                    place + ": window",
                    window,
                    "at most a day, or whole days, because aligned windows begin with a day");
        }
        try {
            return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw ConfigProblem.of(
                    place + ": zone", zone, "the name of a time zone, such as Europe/Berlin; empty for UTC");
        }
    }

    private static Optional<ZoneId> without(String place, String zone) {
        if (!zone.isEmpty()) {
            throw ConfigProblem.of(place + ": zone", zone, "nothing, because aligned is false");
        }
        return Optional.empty();
    }
}
