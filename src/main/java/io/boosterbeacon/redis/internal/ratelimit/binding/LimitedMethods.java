package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.Overridden;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What the interceptors call: limited methods of CDI beans, each read once. Thread-safe. */
public final class LimitedMethods {
    private final RateLimitPolicies policies;
    private final RateLimitDecider decider;
    private final Caller caller;
    private final RestRegistration registration;
    private final CountedCalls counted;
    private final ApplicationSettings application;
    private final boolean enabled;
    private final ConcurrentMap<BeanMethod, Optional<Limited>> known = new ConcurrentHashMap<>();

    /**
     * @param registration told of calls of resources that no filter has counted
     * @param counted what filters have counted
     * @param application whose methods they are
     * @param enabled false: nothing is limited
     */
    public LimitedMethods(
            RateLimitPolicies policies,
            RateLimitDecider decider,
            Caller caller,
            RestRegistration registration,
            CountedCalls counted,
            ApplicationSettings application,
            boolean enabled) {
        this.policies = policies;
        this.decider = decider;
        this.caller = caller;
        this.registration = registration;
        this.counted = counted;
        this.application = application;
        this.enabled = enabled;
    }

    /** Calls a method, if its policies admit it. */
    public @Nullable Object call(BeanMethod called, Callable<@Nullable Object> proceed) throws Exception {
        Optional<Limited> limited = known.computeIfAbsent(called, this::limited);
        if (limited.isPresent() && !counted.take(limited.get().declarations())) {
            if (limited.get().resource()) {
                registration.called();
            }
            Endpoint endpoint = limited.get().endpoint();
            require(decider.decide(endpoint, caller), endpoint);
        }
        return proceed.call();
    }

    private Optional<Limited> limited(BeanMethod called) {
        BeanMethod method = called.implementation();
        var inForce = enabled ? policies.of(method.bean(), method.method()) : List.<RateLimitPolicy>of();
        if (inForce.isEmpty()) {
            return Optional.empty();
        }
        List<Method> declarations =
                Overridden.andItself(method.bean(), method.method()).toList();
        return Optional.of(new Limited(
                Endpoint.of(application, method, inForce),
                declarations,
                !method.bean().isInterface() && Resources.isMethod(method.bean(), method.method())));
    }

    private static void require(Verdict verdict, Endpoint endpoint) {
        if (verdict.unavailable()) {
            throw new RedisException(
                    RedisErrorType.CONNECTION_ERROR,
                    "the rate limit of " + endpoint.name() + " is closed while the store does not answer",
                    null);
        }
        verdict.denials().stream().findFirst().ifPresent(denial -> {
            throw new RateLimitExceededException(denial.policy(), denial.window(), denial.decision());
        });
    }

    /** @param resource whether JAX-RS calls it for requests: a filter should have counted those */
    private record Limited(Endpoint endpoint, List<Method> declarations, boolean resource) {}
}
