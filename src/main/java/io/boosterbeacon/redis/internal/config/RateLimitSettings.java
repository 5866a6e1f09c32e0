package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * The settings of rate limits.
 *
 * @param enabled false if no annotated method is limited
 * @param timeout the deadline of each decision
 * @param headers which header fields a response has
 * @param resetFormat the format of {@code X-RateLimit-Reset}, the end of the window
 * @param exposeHeaders whether pages of other origins may read the header fields
 * @param addresses how the address of a client is found
 */
public record RateLimitSettings(
        boolean enabled,
        Duration timeout,
        Headers headers,
        ResetFormat resetFormat,
        boolean exposeHeaders,
        AddressSettings addresses) {
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
                AddressSettings.read(values));
    }
}
