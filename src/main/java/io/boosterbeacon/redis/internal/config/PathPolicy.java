package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A policy that the configuration attaches to paths: {@code beacon.ratelimit."<name>".paths}.
 *
 * @param paths the request must match one of them
 * @param methods HTTP methods in upper case; none means all
 * @param unmatched whether it counts only requests that match no resource
 */
public record PathPolicy(RateLimitPolicy policy, List<PathPattern> paths, Set<String> methods, boolean unmatched) {
    private static final Pattern PATHS = Pattern.compile("beacon\\.ratelimit\\.\"([^\"]+)\"\\.paths");

    /** Has the default of each member. An interface: for a class, servers would be told that it is not a bean. */
    @RateLimit(scope = RateLimitScope.APPLICATION)
    private interface Defaults {}

    /**
     * Reads the policies of all paths, sorted by name.
     *
     * @param names the names of all configured properties
     * @param problems receives the mistakes of each policy
     */
    static List<PathPolicy> read(
            Function<String, Optional<String>> properties,
            Set<String> names,
            ConfiguredTiers tiers,
            Consumer<ConfigProblem> problems) {
        Set<String> policies = names.stream()
                .map(PATHS::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        List<PathPolicy> found = new ArrayList<>();
        for (String policy : policies) {
            try {
                read(policy, properties, tiers).ifPresent(found::add);
            } catch (ConfigProblem problem) {
                problems.accept(problem);
            }
        }
        return List.copyOf(found);
    }

    private static Optional<PathPolicy> read(
            String name, Function<String, Optional<String>> properties, ConfiguredTiers tiers) {
        if (name.equals(RateLimitPolicy.DEFAULT_NAME)) {
            throw ConfigProblem.of(
                    "name of the policy in " + Overrides.limitPrefix(name) + "paths",
                    name,
                    "another name; this is the name of limits without one");
        }
        Values values = new Values(properties);
        String paths = Overrides.limitPrefix(name) + "paths";
        String methods = Overrides.limitPrefix(name) + "methods";
        List<PathPattern> patterns = values.text(paths).map(Values::listOf).orElse(List.of()).stream()
                .map(text -> PathPattern.parse(paths, text))
                .toList();
        Set<String> accepted = values.text(methods).map(Values::listOf).orElse(List.of()).stream()
                .map(text -> HttpMethods.parse(methods, text))
                .collect(Collectors.toUnmodifiableSet());
        boolean unmatched = values.flag(Overrides.limitPrefix(name) + "unmatched", false);
        RateLimit defaults = Objects.requireNonNull(Defaults.class.getAnnotation(RateLimit.class));
        return RateLimitPolicy.ofConfiguration(name, defaults, properties, tiers)
                .filter(policy -> !patterns.isEmpty())
                .map(policy -> new PathPolicy(policy, patterns, accepted, unmatched));
    }

    /**
     * Whether the policy counts a request. A policy for GET counts HEAD, too, because the same resource answers it.
     *
     * @param path the decoded segments of the path within the application
     */
    public boolean matches(String method, List<String> path) {
        return (methods.isEmpty() || HttpMethods.has(methods, method))
                && paths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Whether the policy counts CORS preflights: only if it names their method. */
    public boolean countsPreflights() {
        return methods.contains("OPTIONS");
    }
}
