package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.configurator.AnnotatedTypeConfigurator;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds to the methods of a bean the library's interceptor bindings that CDI does not inherit: those of interfaces, of
 * overridden methods, and of the stereotypes of a superclass.
 */
final class InheritedBindings {
    private static final Set<Class<? extends Annotation>> CACHE = Set.of(
            Cached.class, CachePut.class, CacheInvalidate.class, CacheInvalidates.class, CacheInvalidateAll.class);
    private static final Set<Class<? extends Annotation>> LIMIT = Set.of(RateLimit.class, RateLimit.List.class);

    private InheritedBindings() {}

    static boolean isOfLibrary(Class<? extends Annotation> binding) {
        return CACHE.contains(binding) || LIMIT.contains(binding);
    }

    /**
     * Finds annotated methods that the container does not list and does not intercept: default methods on OpenWebBeans,
     * and bridge methods of the compiler.
     */
    static List<ConfigProblem> notIntercepted(AnnotatedType<?> type) {
        Class<?> bean = type.getJavaClass();
        Set<Method> seen =
                type.getMethods().stream().map(AnnotatedMethod::getJavaMember).collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(bean.getMethods())
                                .filter(method -> method.isDefault() && !method.isSynthetic() && !seen.contains(method))
                                .filter(method -> new BeanMethod(bean, method)
                                        .implementation()
                                        .method()
                                        .equals(method))
                                .flatMap(method -> inForce(bean, method)
                                        .map(binding ->
                                                notIntercepted(binding, method, "is on a default method", bean))),
                        TypeHierarchy.of(bean).stream()
                                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                                .filter(method -> method.isBridge() && !seen.contains(method))
                                .filter(method -> leadsToAnInheritedMethod(bean, method))
                                .flatMap(method -> inForce(bean, method)
                                        .map(binding -> notIntercepted(
                                                binding, method, "is reached over a bridge of the compiler", bean))))
                .toList();
    }

    private static ConfigProblem notIntercepted(Annotation binding, Method method, String what, Class<?> bean) {
        return new ConfigProblem(
                "@" + Members.name(binding.annotationType()) + " on " + Members.describe(method) + " " + what
                        + ", which this server does not intercept in " + bean.getName()
                        + "; accepted: a method of the class");
    }

    /**
     * Whether a bridge method calls an inherited method, past the container's subclass. Other bridges call a method of
     * their own class, which is intercepted.
     */
    private static boolean leadsToAnInheritedMethod(Class<?> bean, Method bridge) {
        Method target = new BeanMethod(bean, bridge).implementation().method();
        return Stream.of(bridge.getDeclaringClass().getDeclaredMethods())
                        .noneMatch(own -> !own.isSynthetic()
                                && own.getName().equals(bridge.getName())
                                && own.getParameterCount() == bridge.getParameterCount())
                && !MethodType.methodType(target.getReturnType(), target.getParameterTypes())
                        .equals(MethodType.methodType(bridge.getReturnType(), bridge.getParameterTypes()));
    }

    /**
     * Finds bindings that another extension has added: the library reads annotations from classes, and these are not
     * there.
     */
    static List<ConfigProblem> addedByExtensions(AnnotatedType<?> type) {
        Class<?> bean = type.getJavaClass();
        if (type.isAnnotationPresent(Interceptor.class)) {
            return List.of();
        }
        return type.getMethods().stream()
                .flatMap(method -> method.getAnnotations().stream()
                        .map(Annotation::annotationType)
                        .filter(InheritedBindings::isOfLibrary)
                        .filter(binding -> !method.getJavaMember().isAnnotationPresent(binding))
                        .filter(binding -> inForce(bean, method.getJavaMember())
                                .noneMatch(known -> single(known.annotationType()) == single(binding)))
                        .map(binding -> new ConfigProblem("@" + Members.name(binding) + " on "
                                + Members.describe(method.getJavaMember())
                                + " has been added by an extension; accepted: annotations of classes, interfaces and"
                                + " stereotypes")))
                .toList();
    }

    /** The repeatable annotation for its container. OpenWebBeans lists both. */
    private static Class<? extends Annotation> single(Class<? extends Annotation> binding) {
        if (binding == RateLimit.List.class) {
            return RateLimit.class;
        }
        return binding == CacheInvalidates.class ? CacheInvalidate.class : binding;
    }

    private static Stream<Annotation> inForce(Class<?> bean, Method method) {
        try {
            return Stream.concat(caches(bean, method), limits(bean, method));
        } catch (ConfigProblem contradiction) {
            return Stream.empty();
        }
    }

    /** @param configurator called only if a binding is missing */
    static <X> void add(AnnotatedType<X> type, Supplier<AnnotatedTypeConfigurator<X>> configurator) {
        Map<Method, List<Annotation>> missing = new HashMap<>();
        for (AnnotatedMethod<? super X> method : type.getMethods()) {
            List<Annotation> bindings = missing(type, method);
            if (!bindings.isEmpty()) {
                missing.put(method.getJavaMember(), bindings);
            }
        }
        if (!missing.isEmpty()) {
            configurator
                    .get()
                    .filterMethods(method -> missing.containsKey(method.getJavaMember()))
                    .forEach(
                            method -> missing.getOrDefault(method.getAnnotated().getJavaMember(), List.of())
                                    .forEach(method::add));
        }
    }

    private static List<Annotation> missing(AnnotatedType<?> type, AnnotatedMethod<?> method) {
        Method called = method.getJavaMember();
        int modifiers = called.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
            return List.of();
        }
        try {
            Class<?> bean = type.getJavaClass();
            return Stream.concat(
                            caches(bean, called),
                            isLimitedByAFilterOnly(bean, called)
                                    ? Stream.<Annotation>empty()
                                    : limits(bean, called)
                                            // the container reads the annotations of a class and of its superclasses
                                            // itself
                                            .filter(binding -> !type.isAnnotationPresent(binding.annotationType())))
                    .filter(binding -> !method.isAnnotationPresent(binding.annotationType()))
                    .distinct()
                    .toList();
        } catch (ConfigProblem contradiction) {
            // reported when the deployment is validated
            return List.of();
        }
    }

    private static Stream<Annotation> caches(Class<?> bean, Method method) {
        return CACHE.stream()
                .map(annotation -> Carriers.ofMethod(bean, method, annotation))
                .flatMap(Optional::stream)
                .flatMap(carrier -> bindings(carrier, CACHE));
    }

    private static Stream<Annotation> limits(Class<?> bean, Method method) {
        Optional<Method> own = Carriers.ofMethod(bean, method, RateLimit.class, RateLimitExempt.class);
        return own.isPresent()
                ? own.stream().flatMap(carrier -> bindings(carrier, LIMIT))
                : Carriers.ofType(bean, method, RateLimit.class).stream().flatMap(carrier -> bindings(carrier, LIMIT));
    }

    /**
     * Whether only the filter limits a method: CDI cannot intercept a final method, but the filter of a resource needs
     * no interception.
     */
    private static boolean isLimitedByAFilterOnly(Class<?> bean, Method method) {
        return (Modifier.isFinal(method.getModifiers()) || Modifier.isFinal(bean.getModifiers()))
                && Resources.isResourceMethod(bean, method);
    }

    private static Stream<Annotation> bindings(AnnotatedElement carrier, Set<Class<? extends Annotation>> family) {
        return Stream.of(carrier.getDeclaredAnnotations())
                .filter(annotation -> family.contains(annotation.annotationType()));
    }
}
