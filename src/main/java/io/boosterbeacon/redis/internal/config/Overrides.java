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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the properties that override the members of one annotation, in the order of MicroProfile Fault Tolerance (§
 * Configuration): of the method, of the class, of the annotation alone. No property of a method overrides an annotation
 * on a class. The properties of a cache come before these, and those of a named policy after them.
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
                    "algorithm",
                    "burst",
                    "aligned",
                    "zone",
                    "leased",
                    "key",
                    "keys",
                    "keyArgument",
                    "scope",
                    "group",
                    "tiers",
                    "skipMethods",
                    "skipRoles",
                    "count",
                    "cost",
                    "costResolver",
                    "onStoreFailure",
                    "shadow"),
            "Cached",
            Set.of(
                    "enabled",
                    "ttl",
                    "ttlUnit",
                    "nullTtl",
                    "staleTtl",
                    "localTtl",
                    "slidingTtl",
                    "immutable",
                    "jitter",
                    "refreshAfter",
                    "earlyRefresh",
                    "softLoadTimeout",
                    "hardLoadTimeout",
                    "version"),
            "CachePut",
            Set.of("enabled", "ttl", "staleTtl", "slidingTtl", "ttlUnit", "version"),
            "CacheControlled",
            Set.of("enabled", "scope", "maxAge", "mustRevalidate", "staleWhileRevalidate"),
            "RevocationCheck",
            Set.of("mode", "onStoreFailure"));

    /** The members that have no effect on a limit without paths. */
    static final Set<String> PATH_MEMBERS = Set.of("methods", "unmatched");

    /** The members in {@code beacon.ratelimit."<name>".<member>}. */
    static final Set<String> CONFIGURED_LIMIT_MEMBERS = Stream.of(
                    MEMBERS.getOrDefault("RateLimit", Set.of()), PATH_MEMBERS, Set.of("paths"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** The members in {@code beacon.cache."<name>".<member>}. */
    static final Set<String> CACHE_MEMBERS = Stream.of(
                    MEMBERS.getOrDefault("Cached", Set.of()), Set.of(CacheValueSettings.ENCRYPTION_KEY))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final String LIMIT = "RateLimit";

    private static final String CACHED = "Cached";

    private final Values values;
    private final Set<String> members;
    private final List<String> prefixes;

    private Overrides(Function<String, Optional<String>> properties, String annotation, List<String> prefixes) {
        this.values = new Values(properties);
        this.members = MEMBERS.getOrDefault(annotation, Set.of());
        this.prefixes = prefixes;
    }

    /**
     * Of an annotation of a cache: the properties of the cache, then those of the element.
     *
     * @param bean the class of the bean; its properties come before those of the class that it inherits the annotation
     *     from
     * @param element the method or class that carries the annotation
     * @param annotation its simple name
     */
    static Overrides ofCache(
            Function<String, Optional<String>> properties,
            String cache,
            Class<?> bean,
            AnnotatedElement element,
            String annotation) {
        List<String> prefixes = new ArrayList<>(List.of(cachePrefix(cache)));
        prefixes.addAll(ofElement(bean, element, annotation + "/"));
        return new Overrides(properties, annotation, List.copyOf(prefixes));
    }

    /** Of a cache that is called by its name: only the properties of the cache. */
    static Overrides ofNamedCache(Function<String, Optional<String>> properties, String cache) {
        return new Overrides(properties, CACHED, List.of(cachePrefix(cache)));
    }

    private static String cachePrefix(String cache) {
        return "beacon.cache.\"" + cache + "\".";
    }

    /**
     * Of a limit: the properties of the element, then those of the policy's name.
     *
     * @param policy the name in the annotation; may be empty
     */
    static Overrides ofLimit(
            Function<String, Optional<String>> properties, Class<?> bean, AnnotatedElement element, String policy) {
        List<String> prefixes =
                new ArrayList<>(ofElement(bean, element, policy.isEmpty() ? LIMIT + "/" : LIMIT + "/" + policy + "/"));
        if (!policy.isEmpty()) {
            prefixes.add(limitPrefix(policy));
        }
        return new Overrides(properties, LIMIT, List.copyOf(prefixes));
    }

    /** Of an annotation that belongs to neither a cache nor a limit: the properties of the element. */
    static Overrides of(
            Function<String, Optional<String>> properties, Class<?> bean, AnnotatedElement element, String annotation) {
        return new Overrides(properties, annotation, ofElement(bean, element, annotation + "/"));
    }

    /** Of a limit that only the configuration defines. */
    static Overrides ofConfiguredLimit(Function<String, Optional<String>> properties, String policy) {
        return new Overrides(properties, LIMIT, List.of(limitPrefix(policy)));
    }

    /** {@code beacon.ratelimit."<name>".} */
    static String limitPrefix(String policy) {
        return "beacon.ratelimit.\"" + policy + "\".";
    }

    private static List<String> ofElement(Class<?> bean, AnnotatedElement element, String tail) {
        Class<?> declaring = element instanceof Method method ? method.getDeclaringClass() : (Class<?>) element;
        List<Class<?>> classes = between(bean, declaring);
        List<String> found = new ArrayList<>();
        if (element instanceof Method method) {
            classes.forEach(type -> found.add(type.getName() + "/" + method.getName() + "/" + tail));
        }
        classes.forEach(type -> found.add(type.getName() + "/" + tail));
        found.add(tail);
        return found;
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
