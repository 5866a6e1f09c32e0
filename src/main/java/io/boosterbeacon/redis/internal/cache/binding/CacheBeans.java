package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import java.util.function.Function;

/**
 * Finds the beans of the application that cache annotations name by their class. Called for each call that needs one.
 *
 * @param generators compute keys
 * @param predicates decide what is cached
 */
public record CacheBeans(
        Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators,
        Function<Class<? extends CachePredicate>, CachePredicate> predicates) {}
