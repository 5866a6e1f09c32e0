package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.BeanMethod;
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
    private final String application;
    private final boolean enabled;
    private final ConcurrentMap<BeanMethod, Optional<Endpoint>> endpoints = new ConcurrentHashMap<>();

    /**
     * @param registration told of calls that a filter must have counted
     * @param application its name
     * @param enabled false: nothing is limited
     */
    public LimitedMethods(
            RateLimitPolicies policies,
            RateLimitDecider decider,
            Caller caller,
            RestRegistration registration,
            String application,
            boolean enabled) {
        this.policies = policies;
        this.decider = decider;
        this.caller = caller;
        this.registration = registration;
        this.application = application;
        this.enabled = enabled;
    }

    /** Calls a method, if its policies admit it. */
    public @Nullable Object call(BeanMethod called, Callable<@Nullable Object> proceed) throws Exception {
        Optional<Endpoint> endpoint = endpoints.computeIfAbsent(called, this::endpoint);
        if (endpoint.isPresent()) {
            require(decider.decide(endpoint.get(), caller), endpoint.get());
        }
        return proceed.call();
    }

    private Optional<Endpoint> endpoint(BeanMethod called) {
        Method method = called.method();
        if (!enabled) {
            return Optional.empty();
        }
        if (isResourceMethod(called.bean(), method)) {
            registration.called();
            return Optional.empty();
        }
        var inForce = policies.of(called.bean(), method);
        return inForce.isEmpty() ? Optional.empty() : Optional.of(Endpoint.of(application, called, inForce));
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
    private static boolean isResourceMethod(Class<?> target, Method method) {
        return Overridden.andItself(target, method)
                .flatMap(each -> Stream.of(each.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(type -> type.isAnnotationPresent(HttpMethod.class));
    }
}
