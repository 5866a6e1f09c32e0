package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives the methods of a bean those interceptor bindings that are in force for them but that CDI does not inherit: from
 * interfaces, from overridden methods, and from a parent's stereotypes.
 */
final class InheritedBindings {
    private static final Set<Class<? extends Annotation>> CACHE = Set.of(
            Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidates.class, CacheInvalidateAll.class);
    private static final Set<Class<? extends Annotation>> LIMIT = Set.of(RateLimit.class, RateLimits.class);

    private InheritedBindings() {}

    static <X> void add(ProcessAnnotatedType<X> event) {
        AnnotatedType<X> type = event.getAnnotatedType();
        Map<Method, List<Annotation>> missing = new HashMap<>();
        for (AnnotatedMethod<? super X> method : type.getMethods()) {
            List<Annotation> bindings = missing(type, method);
            if (!bindings.isEmpty()) {
                missing.put(method.getJavaMember(), bindings);
            }
        }
        if (!missing.isEmpty()) {
            event.configureAnnotatedType()
                    .filterMethods(method -> missing.containsKey(method.getJavaMember()))
                    .forEach(
                            method -> missing.getOrDefault(method.getAnnotated().getJavaMember(), List.of())
                                    .forEach(method::add));
        }
    }

    private static List<Annotation> missing(AnnotatedType<?> type, AnnotatedMethod<?> method) {
        Method called = method.getJavaMember();
        int modifiers = called.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || called.isSynthetic()) {
            return List.of();
        }
        try {
            return Stream.concat(caches(type.getJavaClass(), method), limits(type, method))
                    .filter(binding -> !method.isAnnotationPresent(binding.annotationType()))
                    .distinct()
                    .toList();
        } catch (ConfigProblem contradiction) {
            // told when the deployment is validated
            return List.of();
        }
    }

    private static Stream<Annotation> caches(Class<?> bean, AnnotatedMethod<?> method) {
        return CACHE.stream()
                .map(annotation -> Carriers.ofMethod(bean, method.getJavaMember(), annotation))
                .flatMap(Optional::stream)
                .flatMap(carrier -> bindings(carrier, CACHE));
    }

    private static Stream<Annotation> limits(AnnotatedType<?> type, AnnotatedMethod<?> method) {
        Class<?> bean = type.getJavaClass();
        Method called = method.getJavaMember();
        if (isLimitedByAFilterOnly(bean, called)) {
            return Stream.empty();
        }
        Optional<Method> own = Carriers.ofMethod(bean, called, RateLimit.class, RateLimitExempt.class);
        return own.isPresent()
                ? own.stream().flatMap(carrier -> bindings(carrier, LIMIT))
                : Carriers.ofType(bean, called, RateLimit.class).stream()
                        .flatMap(carrier -> bindings(carrier, LIMIT))
                        .filter(binding -> !type.isAnnotationPresent(binding.annotationType()));
    }

    /** CDI cannot intercept what is final, and JAX-RS need not: a resource works as it is. */
    private static boolean isLimitedByAFilterOnly(Class<?> bean, Method method) {
        return (Modifier.isFinal(method.getModifiers()) || Modifier.isFinal(bean.getModifiers()))
                && Resources.isMethod(bean, method);
    }

    private static Stream<Annotation> bindings(AnnotatedElement carrier, Set<Class<? extends Annotation>> family) {
        return Stream.of(carrier.getDeclaredAnnotations())
                .filter(annotation -> family.contains(annotation.annotationType()));
    }
}
