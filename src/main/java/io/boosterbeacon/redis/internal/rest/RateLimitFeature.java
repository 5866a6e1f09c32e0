package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.ratelimit.Endpoint;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

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
        if (!services.settings().rateLimit().enabled()
                || context.getConfiguration().isRegistered(RateLimitFilter.class)) {
            return;
        }
        BeanMethod called = BeanMethod.of(resource.getResourceClass(), resource.getResourceMethod())
                .implementation();
        List<RateLimitPolicy> policies = services.policies().of(called.bean(), called.method());
        if (!policies.isEmpty()) {
            boolean ofTheMethod = Carriers.ofMethod(called.bean(), called.method(), RateLimit.class)
                    .isPresent();
            context.register(new RateLimitFilter(
                    services, Endpoint.of(services.settings().application().name(), called, policies), ofTheMethod));
        }
    }
}
