package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimiter} admits for a key: an algorithm and its numbers. Immutable. The factory methods throw an
 * {@link IllegalArgumentException} that names an argument out of range and what is accepted.
 */
public final class QuotaPolicy {
    static final long MAX_LIMIT = (1L << 53) - 1;

    private static final Duration MAX_WINDOW = Duration.ofDays(3_660);
    private static final Duration MIN_EXPIRY = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** With a larger product of permits and milliseconds, the store could not count exactly. */
    private static final long MAX_PRODUCT = 1L << 52;

    private final RateLimitAlgorithm algorithm;
    private final long limit;
    private final Duration window;
    private final long burst;
    private final @Nullable ZoneId zone;

    private QuotaPolicy(RateLimitAlgorithm algorithm, long limit, Duration window, long burst, @Nullable ZoneId zone) {
        this.algorithm = algorithm;
        this.limit = inRange("limit", limit, MAX_LIMIT);
        this.window = window;
        this.burst = burst;
        this.zone = zone;
        if (window.compareTo(MAX_WINDOW) > 0 || window.toMillis() < 1) {
            throw new IllegalArgumentException("window is " + window + "; accepted: PT0.001S to " + MAX_WINDOW);
        }
    }

    /**
     * Windows that begin with the first request that they count ({@link RateLimitAlgorithm#FIXED_WINDOW}).
     *
     * @param limit the permits of a window, 1 to 2<sup>53</sup> - 1
     * @param window 1 ms to 3,660 days
     * @return the policy
     */
    public static QuotaPolicy fixedWindow(long limit, Duration window) {
        return new QuotaPolicy(RateLimitAlgorithm.FIXED_WINDOW, limit, window, 0, null);
    }

    /**
     * Windows that begin and end with the calendar, as {@link RateLimit#aligned()} says.
     *
     * @param limit the permits of a window, 1 to 2<sup>53</sup> - 1
     * @param window 1 ms to 24 hours, or whole days
     * @param zone the time zone of the calendar
     * @return the policy
     */
    public static QuotaPolicy calendarWindow(long limit, Duration window, ZoneId zone) {
        if (window.compareTo(DAY) > 0 && window.toMillis() % DAY.toMillis() != 0) {
            throw new IllegalArgumentException("window is " + window + "; accepted: at most a day, or whole days");
        }
        return new QuotaPolicy(RateLimitAlgorithm.FIXED_WINDOW, limit, window, 0, Objects.requireNonNull(zone));
    }

    /**
     * A sliding window ({@link RateLimitAlgorithm#SLIDING_WINDOW}).
     *
     * @param limit the permits within a window's length, at least 1; the product with the window in milliseconds is at
     *     most 2<sup>52</sup>
     * @param window 1 ms to 3,660 days
     * @return the policy
     */
    public static QuotaPolicy slidingWindow(long limit, Duration window) {
        QuotaPolicy policy = new QuotaPolicy(RateLimitAlgorithm.SLIDING_WINDOW, limit, window, 0, null);
        inRange("limit", limit, MAX_PRODUCT / window.toMillis());
        return policy;
    }

    /**
     * A token bucket ({@link RateLimitAlgorithm#TOKEN_BUCKET}).
     *
     * @param limit the permits that accrue in a window's length, 1 to 2<sup>53</sup> - 1
     * @param window 1 ms to 3,660 days
     * @param burst the permits that are kept, at least 1; the product with the window in milliseconds is at most
     *     2<sup>52</sup>
     * @return the policy
     */
    public static QuotaPolicy tokenBucket(long limit, Duration window, long burst) {
        QuotaPolicy policy = new QuotaPolicy(RateLimitAlgorithm.TOKEN_BUCKET, limit, window, burst, null);
        inRange("burst", burst, MAX_PRODUCT / window.toMillis());
        return policy;
    }

    /**
     * A limit of calls that run at the same time ({@link RateLimitAlgorithm#CONCURRENCY}).
     *
     * @param limit the calls, 1 to 2<sup>53</sup> - 1
     * @param expiry the time after which the permits of a crashed node end, 1 second to 3,660 days
     * @return the policy
     */
    public static QuotaPolicy concurrency(long limit, Duration expiry) {
        if (expiry.compareTo(MIN_EXPIRY) < 0) {
            throw new IllegalArgumentException(
                    "expiry is " + expiry + "; accepted: " + MIN_EXPIRY + " to " + MAX_WINDOW);
        }
        return new QuotaPolicy(RateLimitAlgorithm.CONCURRENCY, limit, expiry, 0, null);
    }

    private static long inRange(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: 1 to " + max);
        }
        return value;
    }

    /**
     * Returns how requests are counted.
     *
     * @return the algorithm
     */
    public RateLimitAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Returns the permits of a window.
     *
     * @return the limit
     */
    public long limit() {
        return limit;
    }

    /**
     * Returns the length of the window; for running calls the time after which the permits of a crashed node end.
     *
     * @return the length
     */
    public Duration window() {
        return window;
    }

    /**
     * Returns the permits that a token bucket keeps.
     *
     * @return the burst; 0 for other algorithms
     */
    public long burst() {
        return burst;
    }

    /**
     * Returns the time zone of windows that follow the calendar.
     *
     * @return the zone; empty for other windows
     */
    public Optional<ZoneId> zone() {
        return Optional.ofNullable(zone);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuotaPolicy policy
                && algorithm == policy.algorithm
                && limit == policy.limit
                && window.equals(policy.window)
                && burst == policy.burst
                && Objects.equals(zone, policy.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(algorithm, limit, window, burst, zone);
    }

    @Override
    public String toString() {
        return algorithm + " " + limit + " in " + window + (burst > 0 ? ", burst " + burst : "")
                + (zone == null ? "" : ", " + zone);
    }
}
