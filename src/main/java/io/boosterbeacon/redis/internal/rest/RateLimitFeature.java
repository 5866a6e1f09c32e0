package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Gives each limited resource method a filter with its policies. Found through the ServiceLoader and through scanning, and
 * then configured twice: a method that has its filter is left alone.
 */
@Provider
public class RateLimitFeature implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        RestServices services = CDI.current().select(RestServices.class).get();
        services.registration().registered();
        BeanMethod called = BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod());
        UnmanagedResources.problem(called, CDI.current().getBeanManager())
                .ifPresent(services.registration()::notInForce);
        if (!services.settings().rateLimit().enabled()
                || context.getConfiguration().isRegistered(RateLimitFilter.class)) {
            return;
        }
        RateLimitFilter.of(services, called).ifPresent(context::register);
    }
}
