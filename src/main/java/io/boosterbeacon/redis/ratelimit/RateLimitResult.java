package io.boosterbeacon.redis.ratelimit;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * A decision.
 *
 * @param limited true if the request was denied; then nothing was counted
 * @param limit how many requests the window admits
 * @param count how many it has counted, this request included if it was admitted
 * @param remaining how many it would still admit, at least 0
 * @param resetTime when the window ends, by this node's clock; the decision itself was made by the store's
 * @param retryAfter how long to wait before the same request can be admitted; zero if it was
 */
public record RateLimitResult(
        boolean limited, long limit, long count, long remaining, Instant resetTime, Duration retryAfter)
        implements Serializable {}
