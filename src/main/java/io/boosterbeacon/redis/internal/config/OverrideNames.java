package io.boosterbeacon.redis.internal.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names in the grammar of {@link Overrides}. Others use it for annotations of their own, and system properties are shared by
 * all applications of a server: a class that this application does not have may be another's.
 */
final class OverrideNames {
    private static final Pattern OURS = Pattern.compile("(?:(.+)/)?(RateLimit|Cached|CachePut)/(?:([^/]+)/)?([^/]+)");
    private static final int SLIPS = 2;

    /** {@code <class>/<method>/RateLimit/<policy>/}, and so on. */
    private final Set<String> prefixes;

    private final Set<String> classes;

    OverrideNames(Set<String> asked) {
        this.prefixes = Stream.concat(
                        asked.stream()
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

    /** What was meant; empty if the name is known, or another application's. */
    Optional<String> nearest(String name) {
        Matcher ours = OURS.matcher(name);
        boolean certain = ours.matches()
                && (prefixes.contains(prefix(name)) || classOf(name).anyMatch(classes::contains));
        if (ours.matches()
                && prefixes.contains(prefix(name))
                && members(ours.group(2)).contains(ours.group(4))) {
            return Optional.empty();
        }
        Stream<String> names = prefixes.stream()
                .flatMap(prefix -> members(annotation(prefix)).stream().map(prefix::concat));
        return certain
                ? UnknownProperties.nearest(name, names)
                : UnknownProperties.nearest(
                                name, names.filter(each -> Math.abs(each.length() - name.length()) <= SLIPS))
                        .filter(meant -> EditDistance.between(name, meant) <= SLIPS);
    }

    private static String annotation(String prefix) {
        Matcher ours = OURS.matcher(prefix + "-");
        return ours.matches() ? ours.group(2) : "";
    }

    private static Set<String> members(String annotation) {
        return Overrides.MEMBERS.getOrDefault(annotation, Set.of());
    }
}
