package io.boosterbeacon.redis.internal.config;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** All settings of one application, read once at deployment. */
public record Settings(
        ApplicationSettings application,
        RedisSettings redis,
        CacheSettings cache,
        RateLimitSettings rateLimit,
        RevocationSettings revocation,
        EndpointSettings endpoints,
        HealthSettings health) {

    /**
     * Reads and validates all settings. Groups are independent: each reports its first mistake.
     *
     * @param properties finds a property's text
     * @param problems receives each mistake; a group with a mistake has its defaults
     */
    public static Settings read(Function<String, Optional<String>> properties, Consumer<ConfigProblem> problems) {
        Values values = new Values(properties);
        Values defaults = new Values(name -> Optional.empty());
        return new Settings(
                checked(ApplicationSettings::read, values, defaults, problems),
                checked(RedisSettings::read, values, defaults, problems),
                checked(CacheSettings::read, values, defaults, problems),
                checked(RateLimitSettings::read, values, defaults, problems),
                checked(RevocationSettings::read, values, defaults, problems),
                checked(EndpointSettings::read, values, defaults, problems),
                checked(HealthSettings::read, values, defaults, problems));
    }

    private static <T> T checked(
            Function<Values, T> group, Values values, Values defaults, Consumer<ConfigProblem> problems) {
        try {
            return group.apply(values);
        } catch (ConfigProblem problem) {
            problems.accept(problem);
            return group.apply(defaults);
        }
    }
}
