package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policies of an application. Those of methods: of the method or of a method that it overrides or implements, else those of its class,
 * of a stereotype or of an interface. The annotations of each method are read once. Thread-safe.
 */
public final class RateLimitPolicies {
    private final Function<String, Optional<String>> properties;
    private final ConfiguredTiers tiers;
    private final List<PathPolicy> paths;
    private final Map<Class<?>, List<RateLimitPolicy>> applications = new ConcurrentHashMap<>();
    private final ConcurrentMap<Target, List<RateLimitPolicy>> known = new ConcurrentHashMap<>();

    /** Without limits of paths and without tiers. */
    public RateLimitPolicies(Function<String, Optional<String>> properties) {
        this(properties, Set.of(), problem -> {
            throw problem;
        });
    }

    /**
     * Reads the tiers, and the limits of paths.
     *
     * @param names the names of all configured properties
     * @param problems receives their mistakes
     */
    public RateLimitPolicies(
            Function<String, Optional<String>> properties, Set<String> names, Consumer<ConfigProblem> problems) {
        this.properties = properties;
        this.tiers = new ConfiguredTiers(properties, names);
        tiers.check(problems);
        this.paths = PathPolicy.read(properties, names, tiers, problems);
    }

    /** The policies that the configuration attaches to paths. */
    public List<PathPolicy> paths() {
        return paths;
    }

    /**
     * Finds the policies of a method.
     *
     * @param type the class of the called object; it may inherit the method
     * @return the enabled policies, in the order of their annotations; may be empty
     * @throws ConfigProblem for a mistake in an annotation or in an override
     */
    public List<RateLimitPolicy> of(Class<?> type, Method method) {
        return known.computeIfAbsent(new Target(type, method), this::read);
    }

    /** The policies of a name that have been read. */
    public List<RateLimitPolicy> named(String name) {
        return all().filter(policy -> policy.name().equals(name)).toList();
    }

    /** The names of all policies that have been read. */
    public Set<String> names() {
        return all().map(RateLimitPolicy::name).collect(Collectors.toSet());
    }

    private Stream<RateLimitPolicy> all() {
        return Stream.of(
                        known.values().stream().flatMap(List::stream),
                        applications.values().stream().flatMap(List::stream),
                        paths.stream().map(PathPolicy::policy))
                .flatMap(policies -> policies);
    }

    /**
     * Adds a limited JAX-RS application, and reads its policies.
     *
     * @throws ConfigProblem for a mistake in an annotation or in an override
     */
    public void addApplication(Class<?> type) {
        Optional<Class<?>> carrier = Carriers.ofType(type, RateLimit.class);
        carrier.map(element -> policies(type, element))
                .filter(policies -> !policies.isEmpty())
                .ifPresent(policies -> applications.put(type, policies));
    }

    /** The policies of the limited JAX-RS applications. */
    public Map<Class<?>, List<RateLimitPolicy>> applications() {
        return applications;
    }

    /** Whether a method is exempt from the policies of its class and of its JAX-RS application. */
    public boolean isExempt(Class<?> type, Method method) {
        return Carriers.ofMethod(type, method, RateLimit.class, RateLimitExempt.class)
                .filter(carrier -> carrier.isAnnotationPresent(RateLimitExempt.class))
                .isPresent();
    }

    /** Whether a policy that has been read counts by a parameter of the request's path. */
    public boolean readPathParameters() {
        return known.values().stream().flatMap(List::stream).anyMatch(policy -> policy.key()
                .reads(RateLimitKey.PATH_PARAM));
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
        if (method.isEmpty() && Application.class.isAssignableFrom(target.type())) {
            // the annotation of a JAX-RS application counts requests, not the calls by which JAX-RS configures itself
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
            // a policy without a name has the default name
            if (!names.add(annotation.name().isEmpty() ? RateLimitPolicy.DEFAULT_NAME : annotation.name())) {
                throw ConfigProblem.of(
                        Members.place("RateLimit", element) + ": name",
                        annotation.name(),
                        "a different name for each of the element's annotations");
            }
            RateLimitPolicy.of(annotation, bean, element, properties, tiers).ifPresent(policies::add);
        }
        return List.copyOf(policies);
    }

    private record Target(Class<?> type, Method method) {}
}
