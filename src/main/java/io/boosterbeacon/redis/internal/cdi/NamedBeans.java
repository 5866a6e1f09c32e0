package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The beans that annotations may name by their class. They are collected from the events of the deployment: the bean
 * manager of an extension does not find the beans of the application on all servers. Thread-safe.
 */
final class NamedBeans {
    private static final List<Class<?>> NAMED =
            List.of(CacheKeyGenerator.class, RateLimitKeyResolver.class, RateLimitCostResolver.class);

    private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

    void add(Bean<?> bean) {
        for (Type type : bean.getTypes()) {
            if (type instanceof Class<?> named && NAMED.stream().anyMatch(each -> each.isAssignableFrom(named))) {
                types.add(named);
            }
        }
    }

    /** Whether there is a bean of a class. */
    boolean contains(Class<?> type) {
        return types.contains(type);
    }
}
