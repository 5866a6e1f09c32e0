package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.Members;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;

/** Finds resources with cache annotations that JAX-RS instantiates itself, so that no interceptor is called. */
final class UnmanagedResources {
    private static final List<Class<? extends Annotation>> CACHES =
            List.of(Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidateAll.class);

    private UnmanagedResources() {}

    /** The problem of a resource method; empty if there is none. */
    static Optional<String> problem(BeanMethod called, BeanManager beans) {
        return CACHES.stream()
                .filter(annotation -> called.carrier(annotation).isPresent())
                .findFirst()
                .filter(annotation -> !isBean(called.bean(), beans))
                .map(annotation -> "@" + annotation.getSimpleName() + " of " + Members.describe(called.method())
                        + " is NOT in force: " + called.bean().getName()
                        + " is not a CDI bean. Give it a scope such as @RequestScoped");
    }

    private static boolean isBean(Class<?> type, BeanManager beans) {
        // the types of an enterprise bean need not include its class
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .anyMatch(bean -> bean.getBeanClass() == type);
    }
}
