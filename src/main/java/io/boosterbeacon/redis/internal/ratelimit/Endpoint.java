package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A limited method.
 *
 * @param name {@code <class>/<method>}, for people
 * @param id what its counters are named after: overloads, and beans that inherit one method, have counts of their own
 * @param policies in the order of the annotations, at least one
 */
public record Endpoint(Method method, String name, String id, List<RateLimitPolicy> policies) {
    /**
     * Names the counters of a method.
     *
     * @param application whose counts they are: another's class may have the same name
     */
    public static Endpoint of(String application, BeanMethod called, List<RateLimitPolicy> policies) {
        return new Endpoint(
                called.method(),
                called.name(),
                Digest.of("method", application, called.signature()),
                List.copyOf(policies));
    }
}
