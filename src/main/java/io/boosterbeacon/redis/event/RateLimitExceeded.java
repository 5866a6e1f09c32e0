package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;

/**
 * A request was over a limit: denied, or, in a trial run, let through.
 *
 * @param policy the policy's name
 * @param endpoint the limited method, as {@code <class>/<method>}
 * @param subject the hash that stands for whom was counted
 * @param result the decision
 * @param shadow true if the policy only reports
 */
public record RateLimitExceeded(
        String policy, String endpoint, String subject, RateLimitResult result, boolean shadow) {}
