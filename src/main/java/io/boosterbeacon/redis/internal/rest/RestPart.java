package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import java.util.List;
import java.util.Optional;

/**
 * What one feature of the library adds to JAX-RS. Each is a CDI bean, looked up by {@link BeaconFeature} and
 * {@link RateLimitFeature}: JAX-RS creates those through the ServiceLoader, without injection.
 */
public interface RestPart {
    /** Filters that stand for all resources, and exception mappers. */
    List<Object> components();

    /** A filter for one resource method. */
    default Optional<Object> filter(BeanMethod called) {
        return Optional.empty();
    }
}
