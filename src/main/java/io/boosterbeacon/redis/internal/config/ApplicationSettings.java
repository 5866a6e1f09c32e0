package io.boosterbeacon.redis.internal.config;

import java.util.Arrays;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The identity of the application, and what it shares with other applications on the same store.
 *
 * @param name separates its caches and limits from those of other applications
 * @param sharedCaches the names of the caches that it shares; {@code *} for all caches with a name
 * @param sharedLimits whether it shares the limits with a name, all groups of limits, and the keys of
 *     {@code RateLimiter}
 * @param sharedGroups the names of the groups of limits that it shares; {@code *} for all
 */
public record ApplicationSettings(
        String name, Set<String> sharedCaches, boolean sharedLimits, Set<String> sharedGroups) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String UNNAMED = "application";
    /** Stands for all names. */
    static final String ALL = "*";

    static ApplicationSettings read(Values values) {
        String name = values.text(ConfigKeys.APPLICATION_NAME).orElse(UNNAMED);
        if (!isName(name)) {
            throw ConfigProblem.of(
                    ConfigKeys.APPLICATION_NAME, name, "1 to 64 letters, digits, dots, dashes and underscores");
        }
        return new ApplicationSettings(
                name,
                shared(values, ConfigKeys.CACHE_SHARED, Members::cacheName),
                values.flag(ConfigKeys.RATELIMIT_SHARED, false),
                shared(values, ConfigKeys.RATELIMIT_SHARED_GROUPS, Members::policyName));
    }

    private static Set<String> shared(Values values, String property, BinaryOperator<String> checked) {
        return Arrays.stream(values.text(property).orElse("").split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .map(name -> name.equals(ALL) ? ALL : checked.apply(property, name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a text is a valid name of an application. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether the application shares a group of limits. */
    public boolean sharesGroup(String group) {
        return sharedLimits || sharedGroups.contains(ALL) || sharedGroups.contains(group);
    }

    /** Whether the application shares a cache of this name. */
    public boolean sharesCache(String cache) {
        return sharedCaches.contains(ALL) || sharedCaches.contains(cache);
    }
}
