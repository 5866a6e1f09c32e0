package io.boosterbeacon.it.library.listing;

import io.boosterbeacon.it.library.LimitedResource;
import io.boosterbeacon.it.library.StockResource;
import io.boosterbeacon.it.library.StubLogin;
import io.boosterbeacon.it.library.UnscopedResource;
import io.boosterbeacon.it.library.WhoResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Lists its classes: that switches scanning off, and only the ServiceLoader finds the library's features. */
@ApplicationPath("/")
public class ListingApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                LimitedResource.class, StockResource.class, UnscopedResource.class, WhoResource.class, StubLogin.class);
    }
}
