package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import java.util.function.Function;

/**
 * Finds the beans of the application that policies name by their class.
 *
 * @param keys determine subjects
 * @param costs determine costs
 */
public record Resolvers(
        Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> keys,
        Function<Class<? extends RateLimitCostResolver>, RateLimitCostResolver> costs) {}
