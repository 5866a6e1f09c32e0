package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.util.List;

/**
 * Changes the limits of this application at run time, on all nodes within a second: limits of policies, for all callers
 * or for one subject, and lists of subjects that are never limited or always denied.
 *
 * <p>A changed limit keeps what is spent: a caller who has used 5 of 10 has used 5 of 20, and has none left of 3. The
 * same holds when a rule ends. The burst of a token bucket changes with its limit. A limit for a subject goes before one
 * for all callers, and both before tiers. A subject that is allowed is not counted by any policy. A subject that is
 * denied stays denied, whatever else is said about it. Rules apply to calls that a {@link RateLimit} or a policy of the
 * configuration counts, not to {@link RateLimiter}. A limit that a policy cannot have has no effect on it.
 *
 * <p>Users and claims are known after authentication. Policies that a rule about them may concern decide requests to
 * JAX-RS then, also those that would decide before: all while a user or a claim is allowed, or else those whose limit a
 * rule replaces for one. If {@code beacon.ratelimit.servlet-patterns} lets a policy decide the requests of other
 * servlets, it knows only callers whom the container has authenticated before its first filter; the same is true of
 * JAX-RS where its servlet does not have the name of the {@code Application} (Jakarta RESTful Web Services § 2.3.2), as
 * on TomEE.
 *
 * <p>Rules are kept in the store until they end; they are lost if the store loses its data. While the store does not
 * answer, each node keeps to the rules that it knows. A node that starts meanwhile does not know any: until it has read
 * them, policies that are {@link OnStoreFailure#CLOSED} deny all calls, and others admit also callers that are denied.
 * A rule that a node cannot read, because a newer version of the library has written it, its IPv6 network is a part of
 * what {@code beacon.ratelimit.ipv6-prefix} makes one client there, or it was changed by hand, has no effect there; if
 * the node knows the rule that was replaced, that stays in force.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. Each change is one round trip, and throws a
 * {@code RedisException} if the store fails; an argument out of range throws an {@link IllegalArgumentException} that
 * names it, its value and what is accepted; one that is null throws a {@link NullPointerException} that names it. An
 * application has at most 10,000 rules; one more throws an {@link IllegalStateException}.
 */
public interface RateLimits {
    /** The longest life of a rule. */
    Duration LONGEST = Duration.ofDays(3_660);

    /**
     * Replaces the limit of a policy for all callers, for as long as possible.
     *
     * @param policy the name of the policy; {@code default} for one without a name
     * @param limit the new limit, at least 1
     */
    void setLimit(String policy, long limit);

    /**
     * Replaces the limit of a policy for all callers, for a time. Then the limit of the policy returns.
     *
     * @param policy the name of the policy; {@code default} for one without a name
     * @param limit the new limit, at least 1
     * @param lifetime the life of the rule, 1 ms to {@link #LONGEST}
     */
    void setLimit(String policy, long limit, Duration lifetime);

    /**
     * Replaces the limit of a policy for one subject.
     *
     * @param policy the name of the policy; {@code default} for one without a name
     * @param subject whose limit to replace, whatever the policy counts by
     * @param limit the new limit, at least 1
     * @param lifetime the life of the rule, 1 ms to {@link #LONGEST}
     */
    void setLimit(String policy, RateLimitSubject subject, long limit, Duration lifetime);

    /**
     * Ends the rule for all callers of a policy.
     *
     * @param policy the name of the policy
     */
    void clearLimit(String policy);

    /**
     * Ends the rule for one subject of a policy.
     *
     * @param policy the name of the policy
     * @param subject whose rule to end
     */
    void clearLimit(String policy, RateLimitSubject subject);

    /**
     * Admits all requests of a subject without counting them.
     *
     * @param subject whom to admit
     * @param lifetime the life of the rule, 1 ms to {@link #LONGEST}
     */
    void allow(RateLimitSubject subject, Duration lifetime);

    /**
     * Denies all requests of a subject.
     *
     * @param subject whom to deny
     * @param lifetime the life of the rule, 1 ms to {@link #LONGEST}
     */
    void deny(RateLimitSubject subject, Duration lifetime);

    /**
     * Takes a subject from both lists.
     *
     * @param subject whom to take from the lists
     */
    void unlist(RateLimitSubject subject);

    /**
     * Returns all rules, as this node knows them: changes of other nodes arrive within a second.
     *
     * @return the rules, in no order
     */
    List<RateLimitRule> rules();
}
