package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Checks of the arguments of {@link StoreRateLimiter}: what is wrong, its value, and what is accepted. */
final class LimiterArguments {
    static final int MAX_POLICIES = 16;

    private static final int MAX_KEY = 512;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private LimiterArguments() {}

    static String key(String key) {
        Objects.requireNonNull(key, "key");
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("key has " + key.length() + " characters; accepted: 1 to " + MAX_KEY);
        }
        return key;
    }

    /** A policy whose permits need not be closed. */
    static QuotaPolicy counting(QuotaPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        if (policy.algorithm() == RateLimitAlgorithm.CONCURRENCY) {
            throw new IllegalArgumentException("policy is " + policy
                    + "; accepted: another algorithm, because the permit of a call must be closed; use acquire");
        }
        return policy;
    }

    static List<QuotaPolicy> counting(List<QuotaPolicy> policies) {
        Objects.requireNonNull(policies, "policies");
        if (policies.isEmpty() || policies.size() > MAX_POLICIES) {
            throw new IllegalArgumentException(
                    "policies has " + policies.size() + " elements; accepted: 1 to " + MAX_POLICIES);
        }
        Set<String> names = new HashSet<>();
        for (QuotaPolicy policy : policies) {
            if (!names.add(counting(policy).name())) {
                throw new IllegalArgumentException("policies has two policies with the name \"" + policy.name()
                        + "\"; accepted: a name of its own for each policy");
            }
        }
        return List.copyOf(policies);
    }

    static Duration wait(Duration maxWait) {
        return inRange("maxWait", maxWait, Duration.ZERO);
    }

    static Duration time(Duration time) {
        return inRange("time", time, SHORTEST);
    }

    private static Duration inRange(String name, Duration value, Duration min) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(min) < 0 || value.compareTo(Members.MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; accepted: " + min + " to " + Members.MAX_DURATION);
        }
        return value;
    }

    static long amount(long amount) {
        return inRange("amount", amount, 1, Members.MAX_COUNT);
    }

    static long inRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; accepted: " + min + " to " + max);
        }
        return value;
    }
}
