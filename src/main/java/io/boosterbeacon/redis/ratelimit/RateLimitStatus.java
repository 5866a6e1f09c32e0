package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;

/**
 * How far a key is used.
 *
 * @param count how many requests its current window has counted; 0 if there is none
 * @param ttl how long until that window ends; zero if there is none
 */
public record RateLimitStatus(long count, Duration ttl) {}
