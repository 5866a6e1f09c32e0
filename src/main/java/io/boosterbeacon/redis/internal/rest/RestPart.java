package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import java.util.List;

/**
 * What one feature of the library adds to JAX-RS. Each part is a CDI bean. {@link BeaconFeature} and
 * {@link RateLimitFeature} look the parts up, because JAX-RS creates these two through the ServiceLoader, without
 * injection.
 */
public interface RestPart {
    /** Filters for all resources, and exception mappers. */
    List<Object> components();

    /** The filters for one resource method. */
    default List<Object> filters(BeanMethod called) {
        return List.of();
    }
}
