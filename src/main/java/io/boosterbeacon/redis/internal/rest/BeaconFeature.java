package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.server.RestRegistration;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Registers the filters for all resources, and the exception mappers. A server may find this class both through the
 * ServiceLoader and by scanning, and may configure it twice. Each component is registered once.
 */
@Provider
public class BeaconFeature implements Feature {
    @Override
    public boolean configure(FeatureContext context) {
        if (context.getConfiguration().getRuntimeType() == RuntimeType.CLIENT) {
            // Jersey loads the features of services for clients, too
            return false;
        }
        CDI.current().select(RestRegistration.class).get().markRegistered();
        for (RestPart part : CDI.current().select(RestPart.class)) {
            part.components().forEach(component -> registerOnce(context, component));
        }
        return true;
    }

    static void registerOnce(FeatureContext context, Object component) {
        if (!context.getConfiguration().isRegistered(component.getClass())) {
            context.register(component);
        }
    }
}
