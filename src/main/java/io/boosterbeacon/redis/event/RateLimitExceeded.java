package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;

/**
 * A request exceeded a limit. It was denied, or admitted if the policy only reports.
 *
 * @param policy the policy's name
 * @param endpoint the limited method, as {@code <class>/<method>}; {@code requests of a path} if none matches the request,
 *     or if it is decided before JAX-RS has found the method
 * @param subject the hash of the subject that the request counts for
 * @param result the decision
 * @param shadow true if the policy only reports, and the request was admitted
 */
public record RateLimitExceeded(
        String policy, String endpoint, String subject, RateLimitResult result, boolean shadow) {}
