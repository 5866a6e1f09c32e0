package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;

/**
 * The calls that a policy counts together.
 *
 * @param group the name of the group; empty for none
 */
public record PolicyScope(RateLimitScope scope, String group) {
    /** Each method has a count of its own. */
    public static final PolicyScope ENDPOINT = new PolicyScope(RateLimitScope.ENDPOINT, "");

    /** Merges the members of an annotation with their overrides. */
    static PolicyScope of(String place, RateLimit own, Overrides overrides) {
        RateLimitScope scope = overrides.member(
                "scope", own.scope(), (property, text) -> Values.choiceOf(property, text, RateLimitScope.class));
        String group = overrides.member("group", own.group(), (property, text) -> text);
        if (group.isEmpty()) {
            return new PolicyScope(scope, "");
        }
        if (scope != RateLimitScope.ENDPOINT) {
            throw ConfigProblem.of(place + ": scope", scope, "nothing, because group replaces it");
        }
        return new PolicyScope(scope, Members.policyName(place + ": group", group));
    }

    /** Reads the scope of a policy on a JAX-RS application, whose requests it counts together. */
    static PolicyScope ofApplication(String place, RateLimit own, Overrides overrides) {
        PolicyScope scope = of(place, own, overrides);
        return scope.equals(ENDPOINT) ? new PolicyScope(RateLimitScope.CLASS, "") : scope;
    }

    /** Reads the scope of a policy for paths, which has no endpoint: it counts all its requests together. */
    static PolicyScope ofPaths(String place, Overrides overrides) {
        RateLimitScope scope = overrides.member(
                "scope",
                RateLimitScope.APPLICATION,
                (property, text) -> Values.choiceOf(property, text, RateLimitScope.class));
        if (scope != RateLimitScope.APPLICATION) {
            throw ConfigProblem.of(place + ": scope", scope, "APPLICATION, because the policy has paths");
        }
        String group = overrides.member("group", "", (property, text) -> text);
        return group.isEmpty()
                ? new PolicyScope(scope, "")
                : new PolicyScope(RateLimitScope.ENDPOINT, Members.policyName(place + ": group", group));
    }

    /**
     * The part of the counters' names that tells which calls are counted together.
     *
     * @param called the implementation of the called method
     * @param named whether the policy has a name, so that it may be shared with other applications
     */
    public String id(ApplicationSettings application, BeanMethod called, boolean named) {
        if (!group.isEmpty() || scope == RateLimitScope.APPLICATION) {
            return id(application);
        }
        boolean shared = application.sharedLimits() && named;
        return scope == RateLimitScope.CLASS
                ? idOfClass(application, called.bean(), named)
                : ofElement("method", called.signature(), application, shared);
    }

    /** The same for a policy that counts for a group or for the application, whatever is called. */
    public String id(ApplicationSettings application) {
        if (group.isEmpty()) {
            // to be shared, the limit of a whole application needs a group
            return Digest.of("application", application.name());
        }
        return application.sharesGroup(group)
                ? Digest.of("group", group)
                : Digest.of("group", application.name(), group);
    }

    /** The same for a policy of a JAX-RS application. */
    public String id(ApplicationSettings application, Class<?> rest, boolean named) {
        return group.isEmpty() && scope == RateLimitScope.CLASS ? idOfClass(application, rest, named) : id(application);
    }

    private static String idOfClass(ApplicationSettings application, Class<?> type, boolean named) {
        return ofElement("class", type.getName(), application, application.sharedLimits() && named);
    }

    private static String ofElement(String kind, String name, ApplicationSettings application, boolean shared) {
        return shared ? Digest.of(kind, name) : Digest.of(kind, application.name(), name);
    }

    /** How messages name what shares the count. */
    @Override
    public String toString() {
        return group.isEmpty() ? "scope " + scope : "group \"" + group + "\"";
    }
}
