package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.PolicyTier;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.config.SkipRules;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import java.util.List;

/**
 * A policy applied to calls, with all values that are the same for every call.
 *
 * @param scope the part of the counters' names that tells which calls are counted together
 * @param requests the requests to the store if this is the only policy
 * @param ofTiers the same policy for the callers of each of its tiers, in their order
 */
public record MethodLimit(RateLimitPolicy policy, String scope, List<Request> requests, List<MethodLimit> ofTiers) {
    static MethodLimit of(ApplicationSettings application, BeanMethod called, RateLimitPolicy policy) {
        return of(policy.scope().id(application, called, policy.isNamed()), policy);
    }

    /** A policy of a JAX-RS application. */
    static MethodLimit of(ApplicationSettings application, Class<?> rest, RateLimitPolicy policy) {
        return of(policy.scope().id(application, rest, policy.isNamed()), policy);
    }

    /** A policy that counts for the application or a group, whatever is called. */
    static MethodLimit of(ApplicationSettings application, RateLimitPolicy policy) {
        return of(policy.scope().id(application), policy);
    }

    private static MethodLimit of(String scope, RateLimitPolicy policy) {
        // shadow mode never denies a call
        OnStoreFailure onStoreFailure = policy.shadow() && policy.onStoreFailure() == OnStoreFailure.CLOSED
                ? OnStoreFailure.OPEN
                : policy.onStoreFailure();
        return new MethodLimit(
                policy,
                scope,
                List.of(new Request(
                        policy.name(),
                        Algorithms.of(policy),
                        policy.cost().fixed(),
                        onStoreFailure,
                        policy.algorithm().leased())),
                policy.tiers().stream()
                        .map(tier -> of(scope, policy.withLimit(tier.limit())))
                        .toList());
    }

    /** The limit of a caller: that of its tier with the largest limit, or else that of the policy. */
    MethodLimit of(Caller caller) {
        for (int i = 0; i < ofTiers.size(); i++) {
            if (has(caller, policy.tiers().get(i))) {
                return ofTiers.get(i);
            }
        }
        return this;
    }

    /** Whether the policy neither counts nor denies a call. */
    boolean skips(Caller caller) {
        SkipRules skip = policy.skip();
        return (!skip.methods().isEmpty()
                        && caller.httpMethod().filter(skip::skips).isPresent())
                || (!skip.roles().isEmpty() && skip.roles().stream().anyMatch(caller::isInRole));
    }

    private static boolean has(Caller caller, PolicyTier tier) {
        if (!tier.role().isEmpty()) {
            return caller.isInRole(tier.role());
        }
        return tier.claimValue().isEmpty()
                ? caller.claim(tier.claim()).isPresent()
                : caller.hasClaim(tier.claim(), tier.claimValue());
    }

    /** Whether the policy can decide before the caller is authenticated and before a resource is found. */
    boolean isEarly() {
        return policy.tiers().isEmpty()
                && policy.skip().roles().isEmpty()
                && policy.key().isKnownEarly();
    }

    /** The same policy with another limit, whoever the caller is. */
    MethodLimit withLimit(long limit) {
        return of(scope, policy.withLimit(limit));
    }

    boolean hasCountOf(MethodLimit other) {
        return policy.name().equals(other.policy.name()) && scope.equals(other.scope);
    }

    /**
     * Whether the policy can decide before the caller is authenticated, when the resource is known. What a bean of the
     * application determines may depend on the caller.
     */
    boolean needsNoIdentity() {
        return policy.tiers().isEmpty()
                && policy.skip().roles().isEmpty()
                && policy.key().isOfAddress()
                && policy.cost().resolver().isEmpty();
    }

    /** The request to the store, with the cost that each call has unless a bean determines it. */
    Request request() {
        return requests.get(0);
    }

    /** Whether the outcome of a call decides if it is counted. */
    boolean needsOutcome() {
        return policy.skip().count() != RateLimitCount.ALL;
    }

    /** Whether permits end with the call. */
    boolean endsWithCall() {
        return request().algorithm().endsWithCall();
    }

    /** Whether something is left to do when an admitted call ends. */
    boolean needsEnd() {
        return endsWithCall() || needsOutcome() || policy.cost().resolver().isPresent();
    }
}
