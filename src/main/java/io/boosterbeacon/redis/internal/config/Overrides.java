package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the properties that override one annotation's members, in the order of MicroProfile Fault Tolerance
 * (§ Configuration): method, then class, then the annotation alone. An annotation on a class has no method's property.
 */
final class Overrides {
    /** What can be overridden, by the annotation's simple name. */
    static final Map<String, Set<String>> MEMBERS = Map.of(
            "RateLimit",
            Set.of(
                    "enabled",
                    "value",
                    "window",
                    "windowUnit",
                    "key",
                    "keyArgument",
                    "cost",
                    "onStoreFailure",
                    "shadow"),
            "Cached",
            Set.of("enabled", "ttl", "ttlUnit", "nullTtl", "staleTtl", "jitter"),
            "CachePut",
            Set.of("enabled", "ttl", "ttlUnit"));

    /** Of {@code beacon.cache."<name>".<member>}. */
    static final Set<String> CACHE_MEMBERS = MEMBERS.getOrDefault("Cached", Set.of());

    private final Values values;
    private final Set<String> members;
    private final List<String> prefixes;

    /**
     * @param bean the class that is called: nearer than one that it inherits the annotation from
     * @param element the method or class that carries the annotation
     * @param annotation its simple name
     * @param policy a policy's name, or empty
     * @param first a prefix to look under before all others, or empty
     */
    Overrides(
            Function<String, Optional<String>> properties,
            Class<?> bean,
            AnnotatedElement element,
            String annotation,
            String policy,
            Optional<String> first) {
        this.values = new Values(properties);
        this.members = MEMBERS.getOrDefault(annotation, Set.of());
        String tail = policy.isEmpty() ? annotation + "/" : annotation + "/" + policy + "/";
        Class<?> declaring = element instanceof Method method ? method.getDeclaringClass() : (Class<?>) element;
        List<Class<?>> classes = between(bean, declaring);
        List<String> found = new ArrayList<>();
        first.ifPresent(found::add);
        if (element instanceof Method method) {
            classes.forEach(type -> found.add(type.getName() + "/" + method.getName() + "/" + tail));
        }
        classes.forEach(type -> found.add(type.getName() + "/" + tail));
        found.add(tail);
        this.prefixes = List.copyOf(found);
    }

    /** The bean's class, its parents as far as they have the annotation too, and who declares it: nearest first. */
    private static List<Class<?>> between(Class<?> bean, Class<?> declaring) {
        return Stream.concat(
                        Supertypes.andItself(bean).stream()
                                .filter(each -> !each.isInterface())
                                .filter(each -> declaring.isAnnotation() || declaring.isAssignableFrom(each)),
                        Stream.of(bean, declaring))
                .distinct()
                .toList();
    }

    /** The first property's value, parsed by its own name so that a mistake names it; else the annotation's own. */
    <T> T member(String member, T own, BiFunction<String, String, T> parse) {
        if (!members.contains(member)) {
            throw new IllegalArgumentException(member + " is not among the members that can be overridden");
        }
        // each is looked up, also behind the one in force: what is looked up is no misspelt name
        List<String> found = prefixes.stream()
                .map(prefix -> prefix + member)
                .filter(name -> values.text(name).isPresent())
                .toList();
        return found.isEmpty()
                ? own
                : parse.apply(found.get(0), values.text(found.get(0)).orElseThrow());
    }
}
