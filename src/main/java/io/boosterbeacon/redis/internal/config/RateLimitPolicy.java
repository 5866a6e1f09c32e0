package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The validated members of one {@link RateLimit}, merged with their overrides.
 *
 * @param limit of callers without a tier
 * @param tiers the largest limit first
 */
public record RateLimitPolicy(
        String name,
        long limit,
        Duration window,
        PolicyAlgorithm algorithm,
        PolicyKey key,
        PolicyScope scope,
        List<PolicyTier> tiers,
        SkipRules skip,
        PolicyCost cost,
        OnStoreFailure onStoreFailure,
        boolean shadow) {

    /** The name of a policy whose annotation has none. */
    static final String DEFAULT_NAME = "default";

    /** The name of a policy of a JAX-RS application whose annotation has none. */
    private static final String APPLICATION_NAME = "application";

    /** A node takes permits in advance for at least two requests, and at most the fiftieth part of the limit. */
    private static final long LEAST_LEASED = 100;

    private static final String ANNOTATION = RateLimit.class.getSimpleName();

    /**
     * Merges an annotation with its overrides.
     *
     * @param bean the class of the bean
     * @param element the method or class with the annotation
     * @return empty if a property disables the policy
     * @throws ConfigProblem for a member out of range
     */
    static Optional<RateLimitPolicy> of(
            RateLimit own,
            Class<?> bean,
            AnnotatedElement element,
            Function<String, Optional<String>> properties,
            ConfiguredTiers tiers) {
        String place = Members.place(ANNOTATION, element);
        boolean rest = Application.class.isAssignableFrom(bean);
        String name = own.name().isEmpty()
                ? (rest ? APPLICATION_NAME : DEFAULT_NAME)
                : Members.policyName(place + ": name", own.name());
        Overrides overrides = Overrides.ofLimit(properties, bean, element, own.name());
        return of(place, name, own, overrides, rest ? PolicyScope::ofApplication : PolicyScope::of, tiers);
    }

    /** Merges the members of a limit that only the configuration defines with their defaults. */
    static Optional<RateLimitPolicy> ofConfiguration(
            String name, RateLimit defaults, Function<String, Optional<String>> properties, ConfiguredTiers tiers) {
        String place = Overrides.limitPrefix(name).replaceFirst("\\.$", "");
        return of(
                place,
                Members.policyName("name of the policy in " + place, name),
                defaults,
                Overrides.ofConfiguredLimit(properties, name),
                (where, own, overrides) -> PolicyScope.ofPaths(where, overrides),
                tiers);
    }

    private static Optional<RateLimitPolicy> of(
            String place, String name, RateLimit own, Overrides overrides, ScopeReader scope, ConfiguredTiers tiers) {
        if (!overrides.member("enabled", true, Values::flagOf)) {
            return Optional.empty();
        }
        long limit = overrides.member("value", own.value(), RateLimitPolicy::count);
        requireLimit(place, limit);
        long windowAmount = overrides.member(
                "window", own.window(), (property, text) -> Values.numberOf(property, text, 1, Long.MAX_VALUE));
        ChronoUnit unit = overrides.member("windowUnit", own.windowUnit(), Values::unitOf);
        Duration window = Members.duration(place + ": window", windowAmount, unit, false);
        RateLimitPolicy policy = new RateLimitPolicy(
                name,
                limit,
                window,
                PolicyAlgorithm.of(place, own, overrides, limit, window),
                PolicyKey.of(place, own, overrides),
                scope.read(place, own, overrides),
                tiers.of(
                        place,
                        name.equals(DEFAULT_NAME) ? "" : name,
                        limit,
                        overrides.member("tiers", Arrays.asList(own.tiers()), (property, text) -> Values.listOf(text))),
                SkipRules.of(place, own, overrides),
                PolicyCost.of(place, own, overrides),
                overrides.member(
                        "onStoreFailure",
                        own.onStoreFailure(),
                        (property, text) -> Values.choiceOf(property, text, OnStoreFailure.class)),
                overrides.member("shadow", own.shadow(), Values::flagOf));
        policy.check(place);
        return Optional.of(policy);
    }

    /** Whether the annotation has a name. */
    public boolean isNamed() {
        return !name.equals(DEFAULT_NAME) && !name.equals(APPLICATION_NAME);
    }

    /** The same policy with another limit, whoever the caller is. The burst grows alike. */
    public RateLimitPolicy withLimit(long other) {
        return new RateLimitPolicy(
                name,
                other,
                window,
                algorithm.scaled(limit, other),
                key,
                scope,
                List.of(),
                skip,
                cost,
                onStoreFailure,
                shadow);
    }

    private interface ScopeReader {
        PolicyScope read(String place, RateLimit own, Overrides overrides);
    }

    static long count(String property, String text) {
        return Values.numberOf(property, text, 1, Members.MAX_COUNT);
    }

    private static void requireLimit(String place, long limit) {
        if (limit < 1 || limit > Members.MAX_COUNT) {
            throw ConfigProblem.of(place + ": value", limit, "a whole number from 1 to " + Members.MAX_COUNT);
        }
    }

    /**
     * Checks a limit that is to replace the limit of this policy.
     *
     * @throws ConfigProblem if the algorithm cannot count it, or if it admits no request
     */
    public void checkLimit(String place, long other) {
        requireLimit(place, other);
        RateLimitPolicy changed = withLimit(other);
        changed.algorithm.check(place, other, window);
        if (cost.fixed() > changed.capacity()) {
            throw ConfigProblem.of(place + ": value", other, "a limit that admits the cost, " + cost.fixed());
        }
    }

    /** Whether this policy can have another limit. */
    public boolean admitsLimit(long other) {
        try {
            checkLimit(name, other);
            return true;
        } catch (ConfigProblem e) {
            return false;
        }
    }

    private void check(String place) {
        if (algorithm.leased() && skip.count() != RateLimitCount.ALL) {
            throw ConfigProblem.of(place + ": leased", true, "false, because count is " + skip.count());
        }
        boolean concurrency = algorithm.kind() == RateLimitAlgorithm.CONCURRENCY;
        if (concurrency && skip.count() != RateLimitCount.ALL) {
            throw ConfigProblem.of(place + ": count", skip.count(), "ALL, because algorithm is CONCURRENCY");
        }
        cost.check(place, algorithm.kind(), skip);
        if (cost.fixed() < 1 || cost.fixed() > (concurrency ? 1 : capacity())) {
            throw ConfigProblem.of(
                    place + ": cost",
                    cost.fixed(),
                    concurrency
                            ? "1, because algorithm is CONCURRENCY"
                            : "a whole number from 1 to the "
                                    + (algorithm.burst() > 0 ? "burst, " : "value, ")
                                    + capacity());
        }
        if (algorithm.leased() && capacity() / LEAST_LEASED < cost.fixed()) {
            throw ConfigProblem.of(
                    place + ": leased",
                    true,
                    "false, because the " + (algorithm.burst() > 0 ? "burst, " : "value, ") + capacity()
                            + ", is less than " + LEAST_LEASED + " times the cost");
        }
        for (PolicyTier tier : tiers) {
            RateLimitPolicy ofTier = withLimit(tier.limit());
            ofTier.algorithm.check(place + ", tier " + tier.name(), tier.limit(), window);
            if (cost.fixed() > ofTier.capacity()) {
                throw ConfigProblem.of(
                        place + ": cost",
                        cost.fixed(),
                        "a whole number from 1 to the limit of the tier " + tier.name() + ", " + ofTier.capacity());
            }
        }
    }

    /** The largest cost that can be admitted at once. */
    public long capacity() {
        return algorithm.burst() > 0 ? algorithm.burst() : limit;
    }
}
