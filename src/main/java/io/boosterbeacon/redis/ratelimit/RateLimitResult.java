package io.boosterbeacon.redis.ratelimit;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The decision about one request.
 *
 * @param limited true if the request was denied; a denied request is not counted
 * @param limit the number of requests that the window admits; the burst of a token bucket
 * @param count the number of requests that the window has counted, including this request if it was admitted
 * @param remaining the number of requests that the window still admits, at least 0
 * @param resetTime when the window ends, by this node's clock; the decision itself uses the store's clock
 * @param retryAfter how long to wait until the same request can be admitted; zero if it was admitted
 */
public record RateLimitResult(
        boolean limited, long limit, long count, long remaining, Instant resetTime, Duration retryAfter)
        implements Serializable {}
