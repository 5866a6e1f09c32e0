package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The calls that a policy does not count.
 *
 * @param methods HTTP methods in upper case
 * @param roles roles of callers
 * @param count the calls to count, by their outcome
 */
public record SkipRules(Set<String> methods, Set<String> roles, RateLimitCount count) {
    /** Nothing is skipped. */
    public static final SkipRules NONE = new SkipRules(Set.of(), Set.of(), RateLimitCount.ALL);

    private static final Pattern METHOD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

    /** Merges the members of an annotation with their overrides. */
    static SkipRules of(String place, RateLimit own, Overrides overrides) {
        List<String> methods = overrides.member(
                "skipMethods", Arrays.asList(own.skipMethods()), (property, text) -> Values.listOf(text));
        List<String> roles =
                overrides.member("skipRoles", Arrays.asList(own.skipRoles()), (property, text) -> Values.listOf(text));
        if (roles.contains("")) {
            throw ConfigProblem.of(
                    place + ": skipRoles", String.join(", ", roles), "names of roles, none of them empty");
        }
        return new SkipRules(
                methods.stream()
                        .map(method -> httpMethod(place + ": skipMethods", method))
                        .collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(roles),
                overrides.member(
                        "count",
                        own.count(),
                        (property, text) -> Values.choiceOf(property, text, RateLimitCount.class)));
    }

    /** The name of an HTTP method in upper case. */
    static String httpMethod(String what, String text) {
        if (!METHOD.matcher(text).matches()) {
            throw ConfigProblem.of(what, text, "HTTP methods such as GET, POST, separated by commas");
        }
        return text.toUpperCase(Locale.ROOT);
    }

    /** Whether a set of HTTP methods has a method. {@code GET} includes {@code HEAD}: the same resource answers both. */
    static boolean has(Set<String> methods, String method) {
        return methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }

    /** Whether requests of an HTTP method are skipped. */
    public boolean skips(String method) {
        return has(methods, method);
    }
}
