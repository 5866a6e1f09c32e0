package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A limited method.
 *
 * @param name {@code <class>/<method>}, for people
 * @param id what its counters are named after: overloads have counts of their own
 * @param policies in the order of the annotations, at least one
 */
public record Endpoint(Method method, String name, String id, List<RateLimitPolicy> policies) {
    public static Endpoint of(Class<?> type, Method method, List<RateLimitPolicy> policies) {
        String name = type.getName() + "/" + method.getName();
        String parameters =
                Arrays.stream(method.getParameterTypes()).map(Class::getName).collect(Collectors.joining(","));
        return new Endpoint(method, name, Digest.of(name, parameters), List.copyOf(policies));
    }
}
