/**
 * JWT revocation, rate limiting and caching on Redis for Jakarta EE applications.
 *
 * <p>This package is the programmatic API, {@link io.boosterbeacon.redis.RedisService}. The three features are in
 * packages of their own: {@code cache} ({@code @Cached} and its companions), {@code ratelimit} ({@code @RateLimit},
 * {@code RateLimiter}) and {@code revocation} ({@code TokenBlacklistService}, {@code RefreshTokens}). The package {@code event} has the CDI
 * events that the library fires. Everything under {@code internal} may change in any release.
 *
 * @serial exclude
 */
@NullMarked
package io.boosterbeacon.redis;

import org.jspecify.annotations.NullMarked;
