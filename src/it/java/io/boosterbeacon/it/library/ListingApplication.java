package io.boosterbeacon.it.library;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Lists its classes: that switches scanning off, and only the ServiceLoader finds the library's features. */
@ApplicationPath("/")
public class ListingApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(LimitedResource.class, StockResource.class);
    }
}
