package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.binding.CacheContents;
import io.boosterbeacon.redis.internal.cache.binding.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.binding.CachePoint;
import io.boosterbeacon.redis.internal.cache.binding.NamedDefinitions;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheControlPolicy;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.PathPolicy;
import io.boosterbeacon.redis.internal.config.PathTemplate;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.SharedCounts;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks the annotations of an application's classes: each mistake is one {@link ConfigProblem}. */
final class AnnotationCheck {
    private static final List<Class<? extends Annotation>> FOR_METHODS = List.of(
            Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidates.class, CacheInvalidateAll.class);
    private static final List<Class<? extends Annotation>> INTERCEPTED =
            List.of(Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidateAll.class, RateLimit.class);

    private final CacheDefinitions caches;
    private final NamedDefinitions named;
    private final CacheContents contents;
    /** The methods with {@code @CacheControlled}. */
    private final Set<String> controlled = new TreeSet<>();

    private final RateLimitPolicies limits;
    private final RevocationPolicies revocations;
    private final SharedCounts counts;
    private final Function<Class<?>, Optional<String>> beans;

    /** @param beans tells what is accepted instead of a class that annotations name; empty if there is a bean of it */
    AnnotationCheck(
            CacheDefinitions caches,
            NamedDefinitions named,
            CacheContents contents,
            RateLimitPolicies limits,
            RevocationPolicies revocations,
            SharedCounts counts,
            Function<Class<?>, Optional<String>> beans) {
        this.caches = caches;
        this.named = named;
        this.contents = contents;
        this.limits = limits;
        this.revocations = revocations;
        this.counts = counts;
        this.beans = beans;
    }

    List<ConfigProblem> problems(Class<?> type) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (type.isAnnotationPresent(Interceptor.class)) {
            // the annotations of an interceptor are its bindings: they do not limit or cache its own methods
            return problems;
        }
        attempt(problems, () -> checkType(type));
        problems.addAll(Misplacements.ofChecks(type));
        problems.addAll(Misplacements.onAnnotations(type));
        problems.addAll(Misplacements.ofEmptyContainers(type));
        // a superclass need not be a bean, and CDI does not report it then
        TypeHierarchy.of(type).stream()
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic())
                .map(method -> new BeanMethod(type, method).implementation())
                .distinct()
                .forEach(method -> attempt(problems, () -> checkMethod(method)));
        return problems;
    }

    /** The problem of a policy for paths; empty if there is none. */
    Optional<ConfigProblem> problem(PathPolicy path) {
        try {
            requireBeans("beacon.ratelimit.\"" + path.policy().name() + "\"", path.policy());
            counts.add(path);
            return Optional.empty();
        } catch (ConfigProblem problem) {
            return Optional.of(problem);
        }
    }

    /** The problem of a place that calls a cache by its name; empty if there is none. To be called after the methods. */
    Optional<ConfigProblem> problem(CachePoint point) {
        try {
            named.check(point, contents);
            return Optional.empty();
        } catch (ConfigProblem problem) {
            return Optional.of(problem);
        }
    }

    /** Adds the policies of a JAX-RS application, and returns their problems. */
    List<ConfigProblem> problemsOfApplication(Class<?> type) {
        List<ConfigProblem> problems = new ArrayList<>();
        attempt(problems, () -> revocations.addApplication(type));
        attempt(problems, () -> {
            limits.addApplication(type);
            List<RateLimitPolicy> policies = limits.applications().getOrDefault(type, List.of());
            counts.add(type, policies);
            policies.forEach(policy -> attempt(problems, () -> requireBeans(Members.place("RateLimit", type), policy)));
        });
        return problems;
    }

    /** Whether any of the checked classes has a method whose values are stored in a cache. */
    boolean storesValues() {
        return contents.storesValues();
    }

    /** The caches of the checked classes whose values have tags. */
    Collection<CacheName> taggedCaches() {
        return contents.tagged();
    }

    /** Warnings about the checked classes: what is allowed, but is probably a mistake. */
    List<String> warnings() {
        return Stream.of(contents.ineffectiveChanges(), contents.warningsOfReads(), counts.warnings())
                .flatMap(List::stream)
                .toList();
    }

    private static void attempt(List<ConfigProblem> problems, Runnable check) {
        try {
            check.run();
        } catch (ConfigProblem problem) {
            // a mistake on a class appears in each of its methods, and is reported once
            if (problems.stream()
                    .noneMatch(reported -> String.valueOf(reported.getMessage()).equals(problem.getMessage()))) {
                problems.add(problem);
            }
        }
    }

    /** The problem of the methods with {@code @CacheControlled} if no checked class has a cached method. */
    Optional<ConfigProblem> controlWithoutCaches() {
        return controlled.isEmpty() || storesValues()
                ? Optional.empty()
                : Optional.of(new ConfigProblem("@CacheControlled of " + String.join(", ", controlled)
                        + " has no effect: the application has no cached methods; accepted: a method that returns what"
                        + " a method with @Cached returns"));
    }

    private void checkType(Class<?> type) {
        CacheControlPolicy.requireCacheableMethod(type);
        for (Class<? extends Annotation> annotation : FOR_METHODS) {
            Carriers.ofType(type, annotation).ifPresent(carrier -> {
                throw new ConfigProblem("@" + annotation.getSimpleName() + " on " + carrier.getName()
                        + (carrier.isAnnotation() ? " is on an annotation of a class" : " is on a class")
                        + "; accepted: on methods");
            });
        }
        Carriers.ofType(type, CacheDefaults.class)
                .ifPresent(carrier -> requireGenerator(
                        "@CacheDefaults on " + carrier.getName(),
                        carrier.getAnnotation(CacheDefaults.class).cacheKeyGenerator()));
    }

    private void checkMethod(BeanMethod method) {
        for (Class<? extends Annotation> annotation : INTERCEPTED) {
            method.carrier(annotation).ifPresent(carrier -> requireInterceptable(annotation, method, carrier));
        }
        caches.check(method, contents);
        if (caches.controlOf(method).isPresent()) {
            controlled.add(Members.describe(method.method()));
        }
        method.carrier(Cached.class)
                .ifPresent(
                        carrier -> requireBeans(Members.place("Cached", carrier), carrier.getAnnotation(Cached.class)));
        method.carrier(CachePut.class)
                .ifPresent(carrier ->
                        requireBeans(Members.place("CachePut", carrier), carrier.getAnnotation(CachePut.class)));
        method.carrier(CacheInvalidate.class).ifPresent(carrier -> Stream.of(
                        carrier.getAnnotationsByType(CacheInvalidate.class))
                .forEach(own -> requireGenerator(Members.place("CacheInvalidate", carrier), own.cacheKeyGenerator())));
        var unused = revocations.of(method);
        for (RateLimitPolicy policy : limits.of(method.bean(), method.method())) {
            String place = Members.place("RateLimit", method.method());
            requireBeans(place, policy);
            PathTemplate.of(method.bean(), method.method())
                    .ifPresent(template -> policy.key().requireParameters(place, template));
            counts.add(place, method, policy);
        }
    }

    private static void requireInterceptable(
            Class<? extends Annotation> annotation, BeanMethod called, Method carrier) {
        Method method = called.method();
        int modifiers = method.getModifiers();
        if (annotation == RateLimit.class && Resources.isResourceMethod(called.bean(), method)) {
            // a filter limits it
            return;
        }
        String place = Members.place(annotation.getSimpleName(), carrier)
                + (carrier.equals(method) ? " is on " : ": " + Members.describe(method) + " is ");
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
            throw new ConfigProblem(place + "a " + Modifier.toString(modifiers)
                    + " method, which CDI cannot intercept; accepted: a method that is not private, static or final");
        }
        Misplacements.callback(method).ifPresent(callback -> {
            throw new ConfigProblem(
                    place + callback + ", which CDI does not intercept; accepted: a method that beans call");
        });
    }

    private void requireBeans(String place, Cached own) {
        requireGenerator(place, own.cacheKeyGenerator());
        requirePredicate(place + ": condition", own.condition());
        requirePredicate(place + ": unless", own.unless());
        requireTtl(place + ": ttlBy", own.ttlBy());
    }

    private void requireBeans(String place, CachePut own) {
        requireGenerator(place, own.cacheKeyGenerator());
        requirePredicate(place + ": unless", own.unless());
        requireTtl(place + ": ttlBy", own.ttlBy());
    }

    private void requireTtl(String place, Class<? extends CacheTtl<?>> ttl) {
        if (ttl != CacheTtl.None.class) {
            requireBean(place, ttl);
        }
    }

    private void requirePredicate(String place, Class<? extends CachePredicate> predicate) {
        if (predicate != CachePredicate.class) {
            requireBean(place, predicate);
        }
    }

    private void requireGenerator(String place, Class<? extends CacheKeyGenerator> generator) {
        if (generator != CacheKeyGenerator.class) {
            requireBean(place + ": cacheKeyGenerator", generator);
        }
    }

    private void requireBeans(String place, RateLimitPolicy policy) {
        policy.key().resolver().ifPresent(resolver -> requireBean(place + ": keyResolver", resolver));
        policy.cost().resolver().ifPresent(resolver -> requireBean(place + ": costResolver", resolver));
    }

    private void requireBean(String place, Class<?> type) {
        beans.apply(type).ifPresent(accepted -> {
            throw ConfigProblem.of(place, type.getName(), accepted);
        });
    }
}
