package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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

    /** Merges the members of an annotation with their overrides. */
    static SkipRules of(String place, RateLimit own, Overrides overrides) {
        List<String> methods = overrides.member(
                "skipMethods", Arrays.asList(own.skipMethods()), (property, text) -> Values.listOf(text));
        List<String> roles =
                overrides.member("skipRoles", Arrays.asList(own.skipRoles()), (property, text) -> Values.listOf(text));
        if (roles.stream().anyMatch(String::isBlank)) {
            throw ConfigProblem.of(
                    place + ": skipRoles", String.join(", ", roles), "names of roles, none of them empty");
        }
        return new SkipRules(
                methods.stream()
                        .map(method -> HttpMethods.parse(place + ": skipMethods", method))
                        .collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(roles),
                overrides.member(
                        "count",
                        own.count(),
                        (property, text) -> Values.choiceOf(property, text, RateLimitCount.class)));
    }

    /** Whether requests of an HTTP method are skipped. */
    public boolean skips(String method) {
        return HttpMethods.has(methods, method);
    }
}
