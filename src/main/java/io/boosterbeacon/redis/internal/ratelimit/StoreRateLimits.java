package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.ratelimit.RateLimitRule;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes the rules in the store. */
public final class StoreRateLimits implements RateLimits {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final LimitRules rules;
    private final RateLimitPolicies policies;

    /** @param policies of this application, whose limits can be replaced */
    public StoreRateLimits(LimitRules rules, RateLimitPolicies policies) {
        this.rules = rules;
        this.policies = policies;
    }

    @Override
    public void setLimit(String policy, long limit) {
        setLimit(policy, limit, LONGEST);
    }

    @Override
    public void setLimit(String policy, long limit, Duration lifetime) {
        put(limit(policy, null, limit), checked(lifetime));
    }

    @Override
    public void setLimit(String policy, RateLimitSubject subject, long limit, Duration lifetime) {
        put(limit(policy, checked(subject), limit), checked(lifetime));
    }

    private LimitRule limit(String policy, @Nullable RateLimitSubject subject, long limit) {
        List<RateLimitPolicy> named = policies.named(Objects.requireNonNull(policy, "policy"));
        if (named.isEmpty()) {
            throw new IllegalArgumentException("policy is \"" + policy + "\"; accepted: one of "
                    + String.join(", ", new TreeSet<>(policies.names())));
        }
        for (RateLimitPolicy each : named) {
            try {
                each.checkLimit("policy " + policy, limit);
            } catch (ConfigProblem e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        return new LimitRule(Effect.LIMIT, policy, subject, limit);
    }

    @Override
    public void clearLimit(String policy) {
        Objects.requireNonNull(policy, "policy");
        Answers.await(rules.remove(new LimitRule(Effect.LIMIT, policy, null, 0)));
    }

    @Override
    public void clearLimit(String policy, RateLimitSubject subject) {
        Objects.requireNonNull(policy, "policy");
        Answers.await(rules.remove(new LimitRule(Effect.LIMIT, policy, removed(subject), 0)));
    }

    @Override
    public void allow(RateLimitSubject subject, Duration lifetime) {
        put(new LimitRule(Effect.ALLOW, "", checked(subject), 0), checked(lifetime));
    }

    @Override
    public void deny(RateLimitSubject subject, Duration lifetime) {
        put(new LimitRule(Effect.DENY, "", checked(subject), 0), checked(lifetime));
    }

    @Override
    public void unlist(RateLimitSubject subject) {
        RateLimitSubject listed = removed(subject);
        Answers.await(
                rules.remove(new LimitRule(Effect.ALLOW, "", listed, 0), new LimitRule(Effect.DENY, "", listed, 0)));
    }

    @Override
    public List<RateLimitRule> rules() {
        return Answers.await(rules.known()).all();
    }

    private static Duration checked(Duration lifetime) {
        Objects.requireNonNull(lifetime, "lifetime");
        if (lifetime.compareTo(LONGEST) > 0 || lifetime.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "lifetime is " + lifetime + "; accepted: " + SHORTEST + " to " + LONGEST);
        }
        return lifetime;
    }

    private void put(LimitRule rule, Duration lifetime) {
        if (!Answers.await(rules.put(rule, lifetime))) {
            throw new IllegalStateException("the application has " + LimitRuleStore.MAX_RULES + " rules already");
        }
    }

    private RateLimitSubject checked(RateLimitSubject subject) {
        Objects.requireNonNull(subject, "subject");
        if (!LimitRule.isRecognizable(subject)) {
            throw new IllegalArgumentException("address is \"" + subject.value()
                    + "\"; accepted: an IP address or a network such as 192.0.2.0/24");
        }
        if (!LimitRule.isToldApart(subject, rules.ipv6Prefix())) {
            throw new IllegalArgumentException(
                    "address is \"" + subject.value() + "\"; accepted: an IPv6 network with a"
                            + " prefix of at most " + rules.ipv6Prefix()
                            + " bits, because all addresses of such a network are one"
                            + " client (" + ConfigKeys.RATELIMIT_IPV6_PREFIX + ")");
        }
        return LimitRule.canonical(subject);
    }

    private static RateLimitSubject removed(RateLimitSubject subject) {
        return LimitRule.canonical(Objects.requireNonNull(subject, "subject"));
    }
}
