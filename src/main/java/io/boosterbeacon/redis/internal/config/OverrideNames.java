package io.boosterbeacon.redis.internal.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds misspelt names of overrides ({@link Overrides}). Other libraries use the same grammar for their annotations,
 * and all applications of a server share the system properties. So the name of an unknown class may belong to another
 * application.
 */
final class OverrideNames {
    private static final Pattern OURS = Pattern.compile(
            "(?:(.+)/)?(RateLimit|Cached|CachePut|CacheControlled|RevocationCheck)/(?:([^/]+)/)?([^/]+)");
    private static final int MAX_TYPOS = 2;

    /** {@code <class>/<method>/RateLimit/<policy>/}, and so on. */
    private final Set<String> prefixes;

    private final Set<String> classes;

    OverrideNames(Set<String> requested) {
        this.prefixes = Stream.concat(
                        requested.stream()
                                .filter(name -> OURS.matcher(name).matches())
                                .map(OverrideNames::prefix),
                        Overrides.MEMBERS.keySet().stream().map(annotation -> annotation + "/"))
                .collect(Collectors.toSet());
        this.classes = prefixes.stream().flatMap(OverrideNames::classOf).collect(Collectors.toSet());
    }

    private static String prefix(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static Stream<String> classOf(String name) {
        Matcher ours = OURS.matcher(name.endsWith("/") ? name + "-" : name);
        return ours.matches() && ours.group(1) != null ? Stream.of(ours.group(1).split("/", -1)[0]) : Stream.empty();
    }

    /** The name that was probably meant; empty if the name is known, or belongs to another application. */
    Optional<String> nearest(String name) {
        Matcher ours = OURS.matcher(name);
        boolean isOfThisApplication = ours.matches()
                && (prefixes.contains(prefix(name)) || classOf(name).anyMatch(classes::contains));
        if (ours.matches()
                && prefixes.contains(prefix(name))
                && members(ours.group(2)).contains(ours.group(4))) {
            return Optional.empty();
        }
        Stream<String> names = prefixes.stream()
                .flatMap(prefix -> members(annotation(prefix)).stream().map(prefix::concat));
        return isOfThisApplication
                ? UnknownProperties.nearest(name, names)
                : UnknownProperties.nearest(
                                name, names.filter(each -> Math.abs(each.length() - name.length()) <= MAX_TYPOS))
                        .filter(meant -> EditDistance.between(name, meant) <= MAX_TYPOS);
    }

    private static String annotation(String prefix) {
        Matcher ours = OURS.matcher(prefix + "-");
        return ours.matches() ? ours.group(2) : "";
    }

    private static Set<String> members(String annotation) {
        return Overrides.MEMBERS.getOrDefault(annotation, Set.of());
    }
}
