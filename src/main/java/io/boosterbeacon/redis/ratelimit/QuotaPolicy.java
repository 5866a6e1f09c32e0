package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimiter} admits for a key: an algorithm, its numbers, and a name. Policies with different names or
 * algorithms count apart. Immutable.
 *
 * <p>The methods throw an {@link IllegalArgumentException} that names an argument out of range, its value and what is
 * accepted, and a {@link NullPointerException} that names an argument that is null.
 */
public final class QuotaPolicy {
    static final long MAX_LIMIT = (1L << 53) - 1;

    /** The name of a policy without one. */
    static final String UNNAMED = "default";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration MIN_WINDOW = Duration.ofMillis(1);
    private static final Duration MAX_WINDOW = Duration.ofDays(3_660);
    private static final Duration MIN_EXPIRY = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** With a larger product of permits and milliseconds, the store could not count exactly. */
    private static final long MAX_PRODUCT = 1L << 52;

    private final String name;
    private final RateLimitAlgorithm algorithm;
    private final long limit;
    private final Duration window;
    private final long burst;
    private final @Nullable ZoneId zone;

    private QuotaPolicy(
            String name, RateLimitAlgorithm algorithm, long limit, Duration window, long burst, @Nullable ZoneId zone) {
        this.name = name;
        this.algorithm = algorithm;
        this.limit = limit;
        this.window = window;
        this.burst = burst;
        this.zone = zone;
    }

    private static QuotaPolicy unnamed(
            RateLimitAlgorithm algorithm, long limit, Duration window, long burst, @Nullable ZoneId zone) {
        return new QuotaPolicy(UNNAMED, algorithm, inRange("limit", limit, MAX_LIMIT), window, burst, zone);
    }

    /**
     * Windows that begin with the first request that they count ({@link RateLimitAlgorithm#FIXED_WINDOW}).
     *
     * @param limit the permits of a window, 1 to 2<sup>53</sup> - 1
     * @param window 1 ms to 3,660 days
     * @return the policy
     */
    public static QuotaPolicy fixedWindow(long limit, Duration window) {
        return unnamed(RateLimitAlgorithm.FIXED_WINDOW, limit, window(window), 0, null);
    }

    /**
     * Windows that begin and end with the calendar, as {@link RateLimit#aligned()} says.
     *
     * @param limit the permits of a window, 1 to 2<sup>53</sup> - 1
     * @param window 1 ms to 24 hours, or whole days, at most 3,660
     * @param zone the time zone of the calendar
     * @return the policy
     */
    public static QuotaPolicy calendarWindow(long limit, Duration window, ZoneId zone) {
        if (window(window).compareTo(DAY) > 0
                && !window.minusDays(window.toDays()).isZero()) {
            throw new IllegalArgumentException("window is " + window + "; accepted: at most a day, or whole days");
        }
        return unnamed(RateLimitAlgorithm.FIXED_WINDOW, limit, window, 0, Objects.requireNonNull(zone, "zone"));
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
        inRange("limit", limit, Math.min(MAX_LIMIT, MAX_PRODUCT / window(window).toMillis()));
        return unnamed(RateLimitAlgorithm.SLIDING_WINDOW, limit, window, 0, null);
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
        inRange("burst", burst, MAX_PRODUCT / window(window).toMillis());
        return unnamed(RateLimitAlgorithm.TOKEN_BUCKET, limit, window, burst, null);
    }

    /**
     * A limit of calls that run at the same time ({@link RateLimitAlgorithm#CONCURRENCY}).
     *
     * @param limit the calls, 1 to 2<sup>53</sup> - 1
     * @param expiry the time after which the permits of a crashed node end, 1 second to 3,660 days
     * @return the policy
     */
    public static QuotaPolicy concurrency(long limit, Duration expiry) {
        return unnamed(RateLimitAlgorithm.CONCURRENCY, limit, inRange("expiry", expiry, MIN_EXPIRY), 0, null);
    }

    /**
     * The same policy with another name. Policies with different names count apart, so that a key can have several
     * limits, such as 10 a second and 1,000 a day.
     *
     * @param name 1 to 64 letters, digits, {@code .}, {@code _} and {@code -}; {@code default} for the name of a policy
     *     without one
     * @return a policy with that name
     */
    public QuotaPolicy named(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "name is \"" + name + "\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return new QuotaPolicy(name, algorithm, limit, window, burst, zone);
    }

    private static Duration window(Duration window) {
        return inRange("window", window, MIN_WINDOW);
    }

    private static Duration inRange(String name, Duration value, Duration min) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(min) < 0 || value.compareTo(MAX_WINDOW) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: " + min + " to " + MAX_WINDOW);
        }
        return value;
    }

    private static long inRange(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: 1 to " + max);
        }
        return value;
    }

    /**
     * Returns the name of the policy.
     *
     * @return the name; {@code default} for a policy without one
     */
    public String name() {
        return name;
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

    /**
     * The time in which the policy admits its capacity once, as the limiter tells it of a denial: for a token bucket the
     * time in which its burst accrues, in whole milliseconds, rounded up.
     */
    Duration timeOfCapacity() {
        return algorithm == RateLimitAlgorithm.TOKEN_BUCKET
                ? Duration.ofMillis((burst * window.toMillis() + limit - 1) / limit)
                : window;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QuotaPolicy policy
                && name.equals(policy.name)
                && algorithm == policy.algorithm
                && limit == policy.limit
                && window.equals(policy.window)
                && burst == policy.burst
                && Objects.equals(zone, policy.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, algorithm, limit, window, burst, zone);
    }

    @Override
    public String toString() {
        return (name.equals(UNNAMED) ? "" : name + ": ")
                + algorithm + " " + limit + " in " + window + (burst > 0 ? ", burst " + burst : "")
                + (zone == null ? "" : ", " + zone);
    }
}
