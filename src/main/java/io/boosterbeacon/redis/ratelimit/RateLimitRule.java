package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.util.Optional;

/**
 * A rule of {@link RateLimits}.
 *
 * @param effect what the rule does
 * @param policy the name of the policy whose limit it replaces; empty for a list
 * @param subject whom it is about; empty for all callers
 * @param limit the limit that replaces the policy's; 0 for a list
 * @param left the time until the rule ends
 */
public record RateLimitRule(
        Effect effect, Optional<String> policy, Optional<RateLimitSubject> subject, long limit, Duration left) {
    /** What a rule does. */
    public enum Effect {
        /** Replaces the limit of a policy. */
        LIMIT,
        /** Admits all requests without counting them. */
        ALLOW,
        /** Denies all requests. */
        DENY
    }
}
