package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Registers, for each resource method with a limit or with fields for HTTP caches, the filters with its policies. A
 * server may find this class both through the ServiceLoader and by scanning, and may configure it twice. Each method
 * has one of each.
 */
@Provider
public class RateLimitFeature implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        RestRegistration registration =
                CDI.current().select(RestRegistration.class).get();
        registration.markRegistered();
        BeanMethod called = BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod());
        UnmanagedResources.problem(called, CDI.current().getBeanManager()).ifPresent(registration::reportProblem);
        for (RestPart part : CDI.current().select(RestPart.class)) {
            part.filters(called).forEach(filter -> BeaconFeature.registerOnce(context, filter));
        }
    }
}
