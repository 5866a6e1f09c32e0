package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Registers the filters that stand for all resources, and the exception mappers. Found through the ServiceLoader and
 * through scanning, and then configured twice: what is registered already is left alone.
 */
@Provider
public class BeaconFeature implements Feature {
    @Override
    public boolean configure(FeatureContext context) {
        RestServices services = CDI.current().select(RestServices.class).get();
        services.registration().registered();
        if (OptionalApi.MP_JWT.isPresent() && services.settings().revocation().enabled()) {
            registerOnce(context, new RevocationFilter(services));
        }
        if (RestRegistration.passesBySubResources()
                && services.settings().rateLimit().enabled()) {
            registerOnce(context, new SubResourceFilter(services));
        }
        if (services.settings().rateLimit().exposeHeaders()) {
            registerOnce(context, new ExposedFields());
        }
        registerOnce(context, new RateLimitExceededMapper(services));
        registerOnce(context, new RedisExceptionMapper(services));
        return true;
    }

    private static void registerOnce(FeatureContext context, Object component) {
        if (!context.getConfiguration().isRegistered(component.getClass())) {
            context.register(component);
        }
    }
}
