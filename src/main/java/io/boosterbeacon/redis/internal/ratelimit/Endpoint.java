package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A limited method.
 *
 * @param name {@code <class>/<method>}, for people
 * @param signature what its counters are named after: overloads, and beans that inherit one method, have counts of their own
 * @param application whose counts they are: another's class may have the same name
 * @param policies in the order of the annotations, at least one
 */
public record Endpoint(
        Method method, String name, String signature, ApplicationSettings application, List<RateLimitPolicy> policies) {
    /** Names the counters of a method. */
    public static Endpoint of(ApplicationSettings application, BeanMethod called, List<RateLimitPolicy> policies) {
        return new Endpoint(called.method(), called.name(), called.signature(), application, List.copyOf(policies));
    }

    /** What a policy's counters are named after. */
    String id(RateLimitPolicy policy) {
        return application.sharedLimits() && policy.isNamed()
                ? Digest.of("method", signature)
                : Digest.of("method", application.name(), signature);
    }
}
