package io.boosterbeacon.redis.internal.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The settings of rate limits.
 *
 * @param enabled false if no annotated method is limited
 * @param timeout the deadline of each decision
 * @param headers which header fields a response has
 * @param resetFormat the format of {@code X-RateLimit-Reset}, the end of the window
 * @param exposeHeaders whether pages of other origins may read the header fields
 * @param retryAfterJitter {@code Retry-After} is later by a random share of it
 * @param partitionSecret the key of the HMACs that name partitions; empty if the header fields do not name them
 * @param addresses how the address of a client is found
 * @param servletPatterns the URL patterns whose requests are counted by a servlet filter, before anything answers them
 */
public record RateLimitSettings(
        boolean enabled,
        Duration timeout,
        Headers headers,
        ResetFormat resetFormat,
        boolean exposeHeaders,
        Duration retryAfterJitter,
        Optional<SecretKey> partitionSecret,
        AddressSettings addresses,
        List<String> servletPatterns) {
    private static final int MIN_SECRET = 16;

    /** The header fields of a decision. */
    public enum Headers {
        LEGACY,
        IETF,
        BOTH,
        NONE;

        public boolean legacy() {
            return this == LEGACY || this == BOTH;
        }

        public boolean ietf() {
            return this == IETF || this == BOTH;
        }
    }

    /** The format of a moment in a header field. */
    public enum ResetFormat {
        /** ISO-8601. */
        INSTANT,
        /** Seconds since 1970. */
        EPOCH,
        /** Seconds from now. */
        DELTA
    }

    static RateLimitSettings read(Values values) {
        return new RateLimitSettings(
                values.flag(ConfigKeys.RATELIMIT_ENABLED, true),
                values.duration(
                        ConfigKeys.RATELIMIT_TIMEOUT,
                        Duration.ofMillis(100),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)),
                values.choice(ConfigKeys.RATELIMIT_HEADERS, Headers.class, Headers.BOTH),
                values.choice(ConfigKeys.RATELIMIT_RESET_FORMAT, ResetFormat.class, ResetFormat.INSTANT),
                values.flag(ConfigKeys.RATELIMIT_EXPOSE_HEADERS, false),
                values.duration(
                        ConfigKeys.RATELIMIT_RETRY_AFTER_JITTER, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)),
                values.text(ConfigKeys.RATELIMIT_PARTITION_SECRET).map(RateLimitSettings::secret),
                AddressSettings.read(values),
                ServletPatterns.read(values, ConfigKeys.RATELIMIT_SERVLET_PATTERNS));
    }

    /**
     * The settings for the servlet container, which may start before CDI has reported mistakes.
     *
     * @param properties finds a property's text
     * @return empty if limits are off, or if a setting is wrong
     */
    public static Optional<RateLimitSettings> ofServlets(Function<String, Optional<String>> properties) {
        try {
            return Optional.of(read(new Values(properties))).filter(RateLimitSettings::enabled);
        } catch (ConfigProblem e) {
            return Optional.empty();
        }
    }

    /** The message about a secret does not contain it. */
    private static SecretKey secret(String text) {
        if (text.length() < MIN_SECRET) {
            throw ConfigProblem.of(
                    ConfigKeys.RATELIMIT_PARTITION_SECRET,
                    text.length() + " characters",
                    "at least " + MIN_SECRET + " random characters, the same on all nodes");
        }
        return new SecretKeySpec(text.getBytes(UTF_8), "HmacSHA256");
    }
}
