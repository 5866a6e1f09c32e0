package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * How rate limits use the store and tell their decisions.
 *
 * @param enabled false: nothing annotated is limited
 * @param timeout the deadline of each decision
 * @param headers which header fields tell it
 * @param resetFormat how {@code X-RateLimit-Reset} tells when a window ends
 * @param exposeHeaders whether browsers let pages of other origins read the fields
 */
public record RateLimitSettings(
        boolean enabled, Duration timeout, Headers headers, ResetFormat resetFormat, boolean exposeHeaders) {
    /** Which header fields tell a decision. */
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

    /** How a field tells a moment. */
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
                values.flag(ConfigKeys.RATELIMIT_EXPOSE_HEADERS, false));
    }
}
