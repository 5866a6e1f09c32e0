package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CacheTtl;
import java.util.function.Function;

/**
 * Finds the beans of the application that cache annotations name by their class. Called for each call that needs one.
 *
 * @param generators compute keys
 * @param predicates decide what is cached
 * @param ttls determine lifetimes
 */
public record CacheBeans(
        Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators,
        Function<Class<? extends CachePredicate>, CachePredicate> predicates,
        Function<Class<? extends CacheTtl<?>>, CacheTtl<?>> ttls) {
    /** No beans, where annotations are only checked. */
    public static final CacheBeans NONE = new CacheBeans(CacheBeans::none, CacheBeans::none, CacheBeans::none);

    private static <T> T none(Class<? extends T> type) {
        throw new IllegalStateException("there are no calls yet, and " + type.getName() + " is not needed");
    }
}
