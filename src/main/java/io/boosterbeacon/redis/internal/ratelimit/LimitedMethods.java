package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.Overridden;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the interceptors call: limited methods of plain CDI beans, each read once. Thread-safe. */
public final class LimitedMethods {
    private final RateLimitPolicies policies;
    private final RateLimitDecider decider;
    private final Caller caller;
    private final RestRegistration registration;
    private final boolean enabled;
    private final ConcurrentMap<Called, Optional<Endpoint>> endpoints = new ConcurrentHashMap<>();

    /**
     * @param registration told of calls that a filter must have counted
     * @param enabled false: nothing is limited
     */
    public LimitedMethods(
            RateLimitPolicies policies,
            RateLimitDecider decider,
            Caller caller,
            RestRegistration registration,
            boolean enabled) {
        this.policies = policies;
        this.decider = decider;
        this.caller = caller;
        this.registration = registration;
        this.enabled = enabled;
    }

    /** Calls a method, if its policies admit it. */
    public @Nullable Object call(Class<?> type, Method method, Callable<@Nullable Object> proceed) throws Exception {
        Optional<Endpoint> endpoint = endpoints.computeIfAbsent(new Called(type, method), this::endpoint);
        if (endpoint.isPresent()) {
            require(decider.decide(endpoint.get(), caller), endpoint.get());
        }
        return proceed.call();
    }

    private Optional<Endpoint> endpoint(Called called) {
        Method method = called.method();
        if (!enabled) {
            return Optional.empty();
        }
        if (isResourceMethod(method)) {
            registration.called();
            return Optional.empty();
        }
        var inForce = policies.of(called.type(), method);
        return inForce.isEmpty()
                ? Optional.empty()
                : Optional.of(Endpoint.of(method.getDeclaringClass(), method, inForce));
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

    /** JAX-RS methods have been counted by the filter, before the resource was called. */
    private static boolean isResourceMethod(Method method) {
        return Overridden.andItself(method)
                .flatMap(each -> Stream.of(each.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(type -> type.isAnnotationPresent(HttpMethod.class));
    }

    private record Called(Class<?> type, Method method) {}
}
