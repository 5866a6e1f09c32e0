package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.CacheDefinitions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks the annotations of one class: each mistake is one {@link ConfigProblem}. */
final class AnnotationCheck {
    private static final List<Class<? extends Annotation>> FOR_METHODS = List.of(
            Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidates.class, CacheInvalidateAll.class);
    private static final List<Class<? extends Annotation>> INTERCEPTED = Stream.concat(
                    FOR_METHODS.stream(), Stream.of(RateLimit.class, RateLimits.class))
            .toList();

    private final CacheDefinitions caches;
    private final RateLimitPolicies limits;
    private final BeanManager beans;

    AnnotationCheck(Function<String, Optional<String>> properties, Json json, BeanManager beans) {
        this.caches = new CacheDefinitions(properties, json, type -> {
            throw new IllegalStateException("no key is made at deployment");
        });
        this.limits = new RateLimitPolicies(properties);
        this.beans = beans;
    }

    List<ConfigProblem> problems(Class<?> type) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (type.isAnnotationPresent(Interceptor.class)) {
            // bound by these annotations, not subject to them
            return problems;
        }
        attempt(problems, () -> checkType(type));
        // a parent need not be a bean, and is then not seen by itself
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (!method.isSynthetic()) {
                    attempt(problems, () -> checkMethod(type, method));
                }
            }
        }
        return problems;
    }

    private static void attempt(List<ConfigProblem> problems, Runnable check) {
        try {
            check.run();
        } catch (ConfigProblem problem) {
            // a mistake on a class shows in each of its methods: told once
            if (problems.stream()
                    .noneMatch(told -> String.valueOf(told.getMessage()).equals(problem.getMessage()))) {
                problems.add(problem);
            }
        }
    }

    private void checkType(Class<?> type) {
        for (Class<? extends Annotation> annotation : FOR_METHODS) {
            if (type.isAnnotationPresent(annotation)) {
                throw new ConfigProblem("@" + annotation.getSimpleName() + " on " + type.getName()
                        + " is on a class; accepted: on methods");
            }
        }
        CacheDefaults defaults = type.getAnnotation(CacheDefaults.class);
        if (defaults != null) {
            requireGenerator("@CacheDefaults on " + type.getName(), defaults.cacheKeyGenerator());
        }
    }

    private void checkMethod(Class<?> type, Method method) {
        INTERCEPTED.stream()
                .filter(method::isAnnotationPresent)
                .findFirst()
                .ifPresent(annotation -> requireInterceptable(annotation, method));
        caches.check(new BeanMethod(type, method));
        String place = " on " + method.getDeclaringClass().getName() + "." + method.getName() + "()";
        for (Cached own : method.getAnnotationsByType(Cached.class)) {
            requireGenerator("@Cached" + place, own.cacheKeyGenerator());
        }
        for (CachePut own : method.getAnnotationsByType(CachePut.class)) {
            requireGenerator("@CachePut" + place, own.cacheKeyGenerator());
        }
        for (CacheInvalidate own : method.getAnnotationsByType(CacheInvalidate.class)) {
            requireGenerator("@CacheInvalidate" + place, own.cacheKeyGenerator());
        }
        for (RateLimitPolicy policy : limits.of(type, method)) {
            policy.keyResolver().ifPresent(resolver -> requireBean("@RateLimit" + place + ": keyResolver", resolver));
        }
    }

    private static void requireInterceptable(Class<? extends Annotation> annotation, Method method) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
            throw new ConfigProblem("@" + annotation.getSimpleName() + " on "
                    + method.getDeclaringClass().getName() + "."
                    + method.getName() + "() is on a " + Modifier.toString(modifiers)
                    + " method, which CDI cannot intercept; accepted: a method that is not private, static or final");
        }
    }

    private void requireGenerator(String place, Class<? extends CacheKeyGenerator> generator) {
        if (generator != CacheKeyGenerator.class) {
            requireBean(place + ": cacheKeyGenerator", generator);
        }
    }

    private void requireBean(String place, Class<?> type) {
        if (beans.getBeans(type, Any.Literal.INSTANCE).isEmpty()) {
            throw ConfigProblem.of(
                    place, type.getName(), "a CDI bean; give the class a scope such as @ApplicationScoped");
        }
    }
}
