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
 * Finds the properties that override the members of one annotation, in the order of MicroProfile Fault Tolerance (§
 * Configuration): of the method, of the class, of the annotation alone. No property of a method overrides an annotation
 * on a class.
 */
final class Overrides {
    /** The members that can be overridden, by the simple name of the annotation. */
    static final Map<String, Set<String>> MEMBERS = Map.of(
            "RateLimit",
            Set.of(
                    "enabled",
                    "value",
                    "window",
                    "windowUnit",
                    "key",
                    "keys",
                    "keyArgument",
                    "scope",
                    "group",
                    "cost",
                    "onStoreFailure",
                    "shadow"),
            "Cached",
            Set.of("enabled", "ttl", "ttlUnit", "nullTtl", "staleTtl", "jitter"),
            "CachePut",
            Set.of("enabled", "ttl", "ttlUnit"));

    /** The members in {@code beacon.cache."<name>".<member>}. */
    static final Set<String> CACHE_MEMBERS = MEMBERS.getOrDefault("Cached", Set.of());

    private final Values values;
    private final Set<String> members;
    private final List<String> prefixes;

    /**
     * @param bean the class of the bean; its properties come before those of the class that it inherits the annotation
     *     from
     * @param element the method or class that carries the annotation
     * @param annotation its simple name
     * @param policy a policy's name, or empty
     * @param first a prefix that comes before all others, or empty
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

    /** The bean's class, its superclasses down from the declaring class, and the declaring class: the nearest first. */
    private static List<Class<?>> between(Class<?> bean, Class<?> declaring) {
        return Stream.concat(
                        TypeHierarchy.of(bean).stream()
                                .filter(each -> !each.isInterface())
                                .filter(each -> declaring.isAnnotation() || declaring.isAssignableFrom(each)),
                        Stream.of(bean, declaring))
                .distinct()
                .toList();
    }

    /**
     * The value of the first property that is set, else that of the annotation. The parser gets the name of the
     * property, for its message.
     */
    <T> T member(String member, T own, BiFunction<String, String, T> parse) {
        if (!members.contains(member)) {
            throw new IllegalArgumentException(member + " is not among the members that can be overridden");
        }
        // reads all, even after the first that is set: names that were read are known not to be misspelt
        List<String> found = prefixes.stream()
                .map(prefix -> prefix + member)
                .filter(name -> values.text(name).isPresent())
                .toList();
        return found.isEmpty()
                ? own
                : parse.apply(found.get(0), values.text(found.get(0)).orElseThrow());
    }
}
