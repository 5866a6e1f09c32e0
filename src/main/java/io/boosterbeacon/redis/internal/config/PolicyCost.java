package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import java.util.Optional;

/**
 * What a call costs.
 *
 * @param fixed the cost of each call; 1 if there is a resolver
 * @param resolver determines the cost instead, if present
 */
public record PolicyCost(long fixed, Optional<Class<? extends RateLimitCostResolver>> resolver) {
    /** Each call costs 1. */
    public static final PolicyCost ONE = new PolicyCost(1, Optional.empty());

    /** Merges the members of an annotation with their overrides. */
    static PolicyCost of(String place, RateLimit own, Overrides overrides) {
        long fixed = overrides.member("cost", own.cost(), RateLimitPolicy::count);
        Class<? extends RateLimitCostResolver> resolver =
                overrides.member("costResolver", own.costResolver(), PolicyCost::resolver);
        if (resolver == RateLimitCostResolver.class) {
            return new PolicyCost(fixed, Optional.empty());
        }
        if (fixed != 1) {
            throw ConfigProblem.of(place + ": cost", fixed, "nothing, because costResolver replaces it");
        }
        return new PolicyCost(fixed, Optional.of(resolver));
    }

    private static Class<? extends RateLimitCostResolver> resolver(String property, String text) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(text, false, application == null ? PolicyCost.class.getClassLoader() : application)
                    .asSubclass(RateLimitCostResolver.class);
        } catch (ClassNotFoundException | ClassCastException | LinkageError e) {
            throw ConfigProblem.of(
                    property,
                    text,
                    "the name of a class of the application that implements "
                            + RateLimitCostResolver.class.getSimpleName());
        }
    }

    /** Checks what cannot be together with a resolver. */
    void check(String place, RateLimitAlgorithm kind, SkipRules skip) {
        if (resolver.isEmpty()) {
            return;
        }
        if (kind == RateLimitAlgorithm.CONCURRENCY) {
            throw ConfigProblem.of(
                    place + ": costResolver", resolver.get().getName(), "nothing, because algorithm is " + kind);
        }
        if (skip.count() != RateLimitCount.ALL) {
            throw ConfigProblem.of(
                    place + ": count",
                    skip.count(),
                    "ALL, because costResolver settles the cost of each outcome; 0 gives all permits back");
        }
    }
}
