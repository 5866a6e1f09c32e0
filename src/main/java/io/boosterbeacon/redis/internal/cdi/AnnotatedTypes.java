package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheControlled;
import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds the classes that the library's annotations apply to, wherever in the hierarchy of the class an annotation is.
 * Each type is read only once, because a container reports every class of the application. Thread-safe.
 */
final class AnnotatedTypes {
    private static final Set<Class<? extends Annotation>> LIMITS = Set.of(RateLimit.class, RateLimit.List.class);
    private static final Set<Class<? extends Annotation>> CACHES = Set.of(
            Cached.class,
            CachePut.class,
            CacheInvalidate.class,
            CacheInvalidates.class,
            CacheInvalidateAll.class,
            CacheControlled.class,
            CacheDefaults.class);

    /** The annotations of requests that reach JAX-RS. */
    private static final Set<Class<? extends Annotation>> CHECKS = Set.of(RevocationCheck.class);

    private static final Set<String> STANDARDS = Set.of("java.", "javax.", "jakarta.", "org.eclipse.microprofile.");

    private final Map<Class<?>, Set<Class<? extends Annotation>>> known = new ConcurrentHashMap<>();

    boolean isAnnotated(Class<?> type) {
        return found(type).findAny().isPresent();
    }

    boolean isLimited(Class<?> type) {
        return found(type).anyMatch(LIMITS::contains);
    }

    /** Whether filters of JAX-RS enforce an annotation of a resource or of an application. */
    boolean isFiltered(Class<?> type) {
        return found(type).anyMatch(annotation -> LIMITS.contains(annotation) || CHECKS.contains(annotation));
    }

    /** Whether a class has caches without an explicit name. All objects of the class share these. */
    static boolean hasUnnamedCaches(Class<?> type) {
        return TypeHierarchy.of(type).stream()
                        .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                        .map(method -> method.getAnnotation(Cached.class))
                        .anyMatch(cached -> cached != null && cached.cacheName().isEmpty())
                && TypeHierarchy.of(type).stream().noneMatch(each -> each.isAnnotationPresent(CacheDefaults.class));
    }

    private Stream<Class<? extends Annotation>> found(Class<?> type) {
        return TypeHierarchy.of(type).stream()
                .filter(each -> !each.getName().startsWith("java."))
                .flatMap(each -> known.computeIfAbsent(each, AnnotatedTypes::read).stream());
    }

    private static Set<Class<? extends Annotation>> read(Class<?> type) {
        Set<Class<? extends Annotation>> found = new HashSet<>();
        try {
            add(type, found, new HashSet<>());
            for (AnnotatedElement method : type.getDeclaredMethods()) {
                add(method, found, new HashSet<>());
            }
        } catch (LinkageError e) {
            // the class refers to a missing class: it cannot be a bean
        }
        return Set.copyOf(found);
    }

    private static void add(
            AnnotatedElement element, Set<Class<? extends Annotation>> found, Set<Class<?>> annotations) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (isOfLibrary(type)) {
                found.add(type);
            } else if (isOfAnApplication(type) && annotations.add(type)) {
                add(type, found, annotations);
            }
        }
    }

    /** Whether an annotation is one of the library's that must be in force on its element. */
    static boolean isOfLibrary(Class<? extends Annotation> annotation) {
        return LIMITS.contains(annotation) || CACHES.contains(annotation) || CHECKS.contains(annotation);
    }

    /** The class of a type, without its arguments; empty for a type variable, a wildcard or an array of either. */
    static Optional<Class<?>> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return Optional.of(plain);
        }
        return type instanceof ParameterizedType generic
                ? Optional.of((Class<?>) generic.getRawType())
                : Optional.empty();
    }

    /** Whether a type belongs to neither Java nor its standards. */
    static boolean isOfAnApplication(Class<?> type) {
        return !type.isPrimitive() && !type.isArray() && STANDARDS.stream().noneMatch(type.getName()::startsWith);
    }
}
