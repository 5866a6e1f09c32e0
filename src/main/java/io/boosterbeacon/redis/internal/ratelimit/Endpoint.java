package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import java.lang.reflect.Method;
import java.util.List;

/** A limited method. Overloaded methods, and beans that inherit the same method, are counted separately. */
public final class Endpoint {
    private final Method method;
    private final String name;
    private final List<MethodLimit> limits;

    private Endpoint(Method method, String name, List<MethodLimit> limits) {
        this.method = method;
        this.name = name;
        this.limits = limits;
    }

    /**
     * Creates the endpoint of a method.
     *
     * @param application part of the names of the counters, because classes of other applications may have the same
     *     name
     * @param policies in the order of the annotations, at least one
     */
    public static Endpoint of(ApplicationSettings application, BeanMethod called, List<RateLimitPolicy> policies) {
        return new Endpoint(
                called.method(),
                called.name(),
                policies.stream()
                        .map(policy -> MethodLimit.of(application, called, policy))
                        .toList());
    }

    public Method method() {
        return method;
    }

    /** {@code <class>/<method>}, for people. */
    public String name() {
        return name;
    }

    List<MethodLimit> limits() {
        return limits;
    }
}
