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
 * The policies in force on methods: those of the method or of what it overrides or
 * implements, else those of its class, of a stereotype or of an interface. Thread-safe; read
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
        Optional<Method> method =
                Carriers.ofMethod(target.type(), target.method(), RateLimit.class, RateLimitExempt.class);
        if (method.isPresent() && method.get().isAnnotationPresent(RateLimitExempt.class)) {
            if (method.get().getAnnotationsByType(RateLimit.class).length > 0) {
                throw new ConfigProblem(Members.place("RateLimitExempt", method.get())
                        + " contradicts @RateLimit on the same method; accepted: one of the two");
            }
            return List.of();
        }
        Optional<? extends AnnotatedElement> carrier =
                method.isPresent() ? method : Carriers.ofType(target.type(), target.method(), RateLimit.class);
        return carrier.map(element -> policies(target.type(), element)).orElse(List.of());
    }

    private List<RateLimitPolicy> policies(Class<?> bean, AnnotatedElement element) {
        List<RateLimitPolicy> policies = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RateLimit annotation : element.getDeclaredAnnotationsByType(RateLimit.class)) {
            // a policy without a name is called so, and counts under it
            if (!names.add(annotation.name().isEmpty() ? RateLimitPolicy.NAMELESS : annotation.name())) {
                throw ConfigProblem.of(
                        Members.place("RateLimit", element) + ": name",
                        annotation.name(),
                        "a different name for each of the element's annotations");
            }
            RateLimitPolicy.of(annotation, bean, element, properties).ifPresent(policies::add);
        }
        return List.copyOf(policies);
    }

    private record Target(Class<?> type, Method method) {}
}
