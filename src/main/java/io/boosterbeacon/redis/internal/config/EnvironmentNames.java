package io.boosterbeacon.redis.internal.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds misspelt environment variables of the library's properties, by the name mapping of MicroProfile Config. Other
 * programs use the environment, too, and {@code REDIS_} is a common prefix. So only a name that is close to a known one
 * is taken for a misspelt one.
 */
final class EnvironmentNames {
    private static final Pattern OURS = Pattern.compile("(?:BEACON|REDIS)_.+");
    private static final Pattern GROUP = Pattern.compile("(BEACON_[A-Z]+_).+");
    private static final Pattern CACHE = Pattern.compile("(BEACON_CACHE__.+__)(.+)");
    /** Variables that Kubernetes and Docker set for a service with the name redis or beacon. */
    private static final Pattern SERVICE = Pattern.compile(
            ".+_(?:SERVICE_HOST|SERVICE_PORT(?:_\\w+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?|NAME|ENV_\\w+)");

    private static final Pattern LIMIT = Pattern.compile("(BEACON_RATELIMIT__.+__)(.+)");

    private static final int LETTERS_PER_TYPO = 4;
    private static final int MAX_TYPOS = 2;

    private final Set<String> known;
    private final Set<String> groups;

    EnvironmentNames(Set<String> properties) {
        this.known = properties.stream().map(EnvironmentNames::variable).collect(Collectors.toSet());
        this.groups = known.stream()
                .map(GROUP::matcher)
                .filter(Matcher::matches)
                .map(group -> group.group(1))
                .collect(Collectors.toSet());
    }

    /** The name of the variable that sets a property. */
    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** The name that was probably meant; empty if the name is known, or belongs to another program. */
    Optional<String> nearest(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        if (known.contains(name)
                || !OURS.matcher(name).matches()
                || SERVICE.matcher(name).matches()) {
            return Optional.empty();
        }
        Matcher cache = CACHE.matcher(name);
        if (cache.matches()) {
            Set<String> members = Overrides.CACHE_MEMBERS.stream()
                    .map(EnvironmentNames::variable)
                    .collect(Collectors.toSet());
            return members.contains(cache.group(2))
                    ? Optional.empty()
                    : UnknownProperties.nearest(name, members.stream().map(member -> cache.group(1) + member));
        }
        Matcher limit = LIMIT.matcher(name);
        if (limit.matches()) {
            return nearestOfLimit(name, limit.group(1), limit.group(2));
        }
        Optional<String> nearest = UnknownProperties.nearest(name, known.stream());
        return groups.stream().anyMatch(name::startsWith) ? nearest : nearest.filter(meant -> isTypo(name, meant));
    }

    /** The limit may be that of a resource that is not a bean, which JAX-RS shows only after the deployment. */
    private Optional<String> nearestOfLimit(String name, String prefix, String member) {
        Set<String> members = Overrides.CONFIGURED_LIMIT_MEMBERS.stream()
                .map(EnvironmentNames::variable)
                .collect(Collectors.toSet());
        return members.contains(member)
                ? UnknownProperties.nearest(name, known.stream())
                        .filter(meant -> EditDistance.between(name, meant) <= MAX_TYPOS)
                : UnknownProperties.nearest(name, Stream.concat(members.stream().map(prefix::concat), known.stream()));
    }

    private static boolean isTypo(String name, String meant) {
        int letters = name.length() - name.indexOf('_') - 1;
        return EditDistance.between(name, meant) <= Math.max(1, letters / LETTERS_PER_TYPO);
    }
}
