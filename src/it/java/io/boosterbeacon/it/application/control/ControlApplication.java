package io.boosterbeacon.it.application.control;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Lists its classes, as {@link io.boosterbeacon.it.application.library.listing.ListingApplication} does. */
@ApplicationPath("/")
public class ControlApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(ControlResource.class);
    }
}
