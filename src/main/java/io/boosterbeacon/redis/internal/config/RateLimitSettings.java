package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * How rate limits use the store and tell their decisions.
 *
 * @param enabled false: nothing annotated is limited
 * @param timeout the deadline of each decision
 * @param headers which header fields tell it
 */
public record RateLimitSettings(boolean enabled, Duration timeout, Headers headers) {
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

    static RateLimitSettings read(Values values) {
        return new RateLimitSettings(
                values.flag(ConfigKeys.RATELIMIT_ENABLED, true),
                values.duration(
                        ConfigKeys.RATELIMIT_TIMEOUT,
                        Duration.ofMillis(100),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)),
                values.choice(ConfigKeys.RATELIMIT_HEADERS, Headers.class, Headers.BOTH));
    }
}
