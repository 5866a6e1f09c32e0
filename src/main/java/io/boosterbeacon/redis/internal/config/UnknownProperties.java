package io.boosterbeacon.redis.internal.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds configured properties that look like those of this library but are never read, and the name that was probably
 * meant. Messages contain no values, which may be secrets.
 */
public final class UnknownProperties {
    private static final Pattern OURS = Pattern.compile("(?:beacon|redis)\\..+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PROFILE = Pattern.compile("%[^.]+\\.");
    private static final Pattern CACHE = Pattern.compile("(beacon\\.cache\\.\"[^\"]+\"\\.)(.+)");
    private static final Pattern LIMIT = Pattern.compile("(beacon\\.ratelimit\\.\"[^\"]+\"\\.)(.+)");
    private static final Pattern OF_TIER = Pattern.compile("tiers\\.\"[^\"]+\"\\.(?:factor|value)");
    private static final int MAX_TYPOS = 2;

    private final Set<String> known;
    private final OverrideNames overrides;

    /** @param requested the names that were read while the application was checked */
    public UnknownProperties(Set<String> requested) {
        this.known = Stream.concat(ConfigKeys.all().stream(), requested.stream().filter(name -> name.indexOf('/') < 0))
                .collect(Collectors.toSet());
        this.overrides = new OverrideNames(requested);
    }

    /**
     * Checks all configured names.
     *
     * @param configured the names that the configuration lists; may include those of environment variables
     * @param environment the names of environment variables
     * @return a message for each name without effect, sorted
     */
    public List<String> messages(Set<String> configured, Set<String> environment) {
        EnvironmentNames variables = new EnvironmentNames(known);
        Set<String> asVariables =
                environment.stream().map(EnvironmentNames::variable).collect(Collectors.toSet());
        Set<String> messages = new TreeSet<>();
        for (String name : configured) {
            // implementations of MicroProfile Config list environment variables under property names, too
            if (!asVariables.contains(EnvironmentNames.variable(name))) {
                withoutPaths(name)
                        .or(() -> withoutCache(name))
                        .or(() -> nearest(name).map(nearest -> message(name, nearest)))
                        .ifPresent(messages::add);
            }
        }
        for (String name : environment) {
            Optional<String> nearest = name.matches("\\w+") ? variables.nearest(name) : nearest(name);
            nearest.ifPresent(meant -> messages.add(message(name, meant)));
        }
        return List.copyOf(messages);
    }

    /** A message about a member that only a policy for paths has. */
    private Optional<String> withoutPaths(String configured) {
        Matcher limit = LIMIT.matcher(PROFILE.matcher(configured).replaceFirst(""));
        return limit.matches() && Overrides.PATH_MEMBERS.contains(limit.group(2)) && !known.contains(limit.group())
                ? Optional.of(configured + " has no effect without " + limit.group(1) + "paths")
                : Optional.empty();
    }

    /**
     * A message about the key of a cache that does not exist. The names of other members are not checked, but a
     * misspelt name here would leave values unencrypted.
     */
    private Optional<String> withoutCache(String configured) {
        Matcher cache = CACHE.matcher(PROFILE.matcher(configured).replaceFirst(""));
        return cache.matches()
                        && cache.group(2).equals(CacheValueSettings.ENCRYPTION_KEY)
                        && !known.contains(cache.group())
                ? Optional.of(configured + " encrypts nothing: no method of this application has the cache")
                : Optional.empty();
    }

    /** JAX-RS shows the limits of a resource that is not a bean only after the deployment: any name may be that of one. */
    private Optional<String> nearestOfLimit(String name, String prefix, String member) {
        if (isKnownPrefix(prefix)) {
            return nearest(
                    name,
                    Stream.concat(
                            Overrides.CONFIGURED_LIMIT_MEMBERS.stream().map(prefix::concat),
                            // such as those of its tiers
                            known.stream().filter(each -> each.startsWith(prefix))));
        }
        return Overrides.CONFIGURED_LIMIT_MEMBERS.contains(member)
                        || OF_TIER.matcher(member).matches()
                ? nearest(name, known.stream()).filter(meant -> EditDistance.between(name, meant) <= MAX_TYPOS)
                : nearest(
                        name,
                        Stream.concat(
                                Overrides.CONFIGURED_LIMIT_MEMBERS.stream().map(prefix::concat), known.stream()));
    }

    private boolean isKnownPrefix(String prefix) {
        return known.stream().anyMatch(each -> each.startsWith(prefix));
    }

    private static String message(String name, String nearest) {
        return name + " is not a property of BoosterBeacon Redis and has no effect; the nearest is " + nearest;
    }

    /** The name that was probably meant; empty if the name is known, or belongs to another program. */
    private Optional<String> nearest(String configured) {
        String name = PROFILE.matcher(configured).replaceFirst("");
        if (name.indexOf('/') >= 0) {
            return overrides.nearest(name);
        }
        if (known.contains(name)) {
            return Optional.empty();
        }
        Matcher cache = CACHE.matcher(name);
        if (cache.matches()) {
            return Overrides.CACHE_MEMBERS.contains(cache.group(2))
                    ? Optional.empty()
                    : nearest(name, Overrides.CACHE_MEMBERS.stream().map(member -> cache.group(1) + member));
        }
        Matcher limit = LIMIT.matcher(name);
        if (limit.matches()) {
            return nearestOfLimit(name, limit.group(1), limit.group(2));
        }
        return OURS.matcher(name).matches()
                ? nearest(name, known.stream())
                // most properties belong to other programs: the distance is computed only for a possible typing mistake
                : nearest(name, known.stream().filter(each -> isSimilar(name, each)))
                        .filter(meant -> EditDistance.between(name, meant) <= MAX_TYPOS);
    }

    /** Whether a name may be another with a typing mistake: the first letter is the same, and the length is similar. */
    private static boolean isSimilar(String name, String other) {
        return !name.isEmpty()
                && name.charAt(0) == other.charAt(0)
                && Math.abs(name.length() - other.length()) <= MAX_TYPOS;
    }

    static Optional<String> nearest(String name, Stream<String> candidates) {
        return candidates.min(Comparator.<String>comparingInt(each -> EditDistance.between(name, each))
                .thenComparing(each -> each.toLowerCase(Locale.ROOT)));
    }
}
