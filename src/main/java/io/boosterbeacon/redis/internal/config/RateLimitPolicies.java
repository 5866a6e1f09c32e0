package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The policies in force on methods: those of the method or of what it overrides, else those of its class. Thread-safe; read
 * once a method.
 */
public final class RateLimitPolicies {
    private final Function<String, Optional<String>> properties;
    private final ConcurrentMap<Target, List<RateLimitPolicy>> known = new ConcurrentHashMap<>();

    public RateLimitPolicies(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    /**
     * Finds the policies of a method.
     *
     * @param type the class that the method is called on; may inherit the method
     * @return the policies that are switched on, in the order of their annotations; may be empty
     * @throws ConfigProblem for a mistake in an annotation or in an override
     */
    public List<RateLimitPolicy> of(Class<?> type, Method method) {
        return known.computeIfAbsent(new Target(type, method), this::read);
    }

    private List<RateLimitPolicy> read(Target target) {
        AnnotatedElement element = Overridden.andItself(target.method())
                .filter(method -> method.isAnnotationPresent(RateLimitExempt.class)
                        || method.getAnnotationsByType(RateLimit.class).length > 0)
                .findFirst()
                .orElse(target.method());
        RateLimit[] own = element.getAnnotationsByType(RateLimit.class);
        if (element.isAnnotationPresent(RateLimitExempt.class)) {
            if (own.length > 0) {
                throw new ConfigProblem(Members.place("RateLimitExempt", element)
                        + " contradicts @RateLimit on the same method; accepted: one of the two");
            }
            return List.of();
        }
        if (own.length == 0) {
            element = carrier(target.type());
            own = element.getAnnotationsByType(RateLimit.class);
        }
        List<RateLimitPolicy> policies = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RateLimit annotation : own) {
            // a policy without a name is called so, and counts under it
            if (!names.add(annotation.name().isEmpty() ? RateLimitPolicy.NAMELESS : annotation.name())) {
                throw ConfigProblem.of(
                        Members.place("RateLimit", element) + ": name",
                        annotation.name(),
                        "a different name for each of the element's annotations");
            }
            RateLimitPolicy.of(annotation, element, properties).ifPresent(policies::add);
        }
        return List.copyOf(policies);
    }

    /** The class that has the annotation itself: what is called may be a container's proxy, or a subclass. */
    private static Class<?> carrier(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        return type.getDeclaredAnnotationsByType(RateLimit.class).length > 0 || parent == null ? type : carrier(parent);
    }

    private record Target(Class<?> type, Method method) {}
}
