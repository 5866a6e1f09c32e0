package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The beans that annotations may name by their class. They are collected from the events of the deployment: the bean
 * manager of an extension does not find the beans of the application on all servers. Thread-safe.
 */
final class NamedBeans {
    private static final List<Class<?>> NAMED = List.of(
            CacheKeyGenerator.class,
            CachePredicate.class,
            CacheTtl.class,
            RateLimitKeyResolver.class,
            RateLimitCostResolver.class);

    private final Map<Class<?>, Set<Bean<?>>> beans = new ConcurrentHashMap<>();

    void add(Bean<?> bean) {
        bean.getTypes().stream()
                .flatMap(type -> named(type).stream())
                .filter(type -> NAMED.stream().anyMatch(each -> each.isAssignableFrom(type)))
                .forEach(type -> beans.computeIfAbsent(type, each -> ConcurrentHashMap.newKeySet())
                        .add(bean));
    }

    /** The class by which CDI finds a bean of a type (CDI § 2.4.2.1). */
    private static Optional<Class<?>> named(Type type) {
        if (type instanceof Class<?> plain) {
            return Optional.of(plain);
        }
        return type instanceof ParameterizedType generic
                        && Stream.of(generic.getActualTypeArguments()).allMatch(NamedBeans::isAnything)
                ? Optional.of((Class<?>) generic.getRawType())
                : Optional.empty();
    }

    private static boolean isAnything(Type argument) {
        return argument == Object.class
                || (argument instanceof TypeVariable<?> variable
                        && List.of(variable.getBounds()).equals(List.of(Object.class)));
    }

    /** What is accepted instead of a class; empty if there is one bean of it. */
    Optional<String> acceptedInstead(Class<?> type, BeanManager manager) {
        Set<Bean<?>> found = beans.getOrDefault(type, Set.of());
        if (found.isEmpty()) {
            return Optional.of("a CDI bean; give the class a scope such as @ApplicationScoped");
        }
        return isAmbiguous(found, manager)
                ? Optional.of("a class of which there is one bean, not "
                        + found.stream()
                                .map(bean -> bean.getBeanClass().getName())
                                .sorted()
                                .collect(Collectors.joining(" and ")))
                : Optional.empty();
    }

    /** An alternative goes before other beans. */
    private static boolean isAmbiguous(Set<Bean<?>> found, BeanManager manager) {
        Set<Bean<?>> enabled = found.stream()
                .filter(bean ->
                        found.stream().noneMatch(other -> isReplaced(bean.getBeanClass(), other.getBeanClass())))
                .collect(Collectors.toSet());
        try {
            Bean<?> unused = manager.resolve(enabled);
            return false;
        } catch (AmbiguousResolutionException e) {
            return true;
        }
    }

    /** Whether a class or its producers may be specialized by another: some servers report both beans. */
    private static boolean isReplaced(Class<?> bean, Class<?> other) {
        return bean != other
                && bean.isAssignableFrom(other)
                && Stream.<AnnotatedElement>concat(Stream.of(other), Stream.of(other.getDeclaredMethods()))
                        .anyMatch(element -> element.isAnnotationPresent(Specializes.class));
    }
}
