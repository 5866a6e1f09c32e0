package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;

/**
 * The current window of a key.
 *
 * @param count the number of requests that the window has counted; 0 without a window
 * @param ttl the time until the window ends; zero without a window
 */
public record RateLimitStatus(long count, Duration ttl) {}
