package io.boosterbeacon.it.application.library.listing;

import io.boosterbeacon.it.application.library.CachedResource;
import io.boosterbeacon.it.application.library.Cors;
import io.boosterbeacon.it.application.library.InheritedResource;
import io.boosterbeacon.it.application.library.ItemWriter;
import io.boosterbeacon.it.application.library.ItemsResource;
import io.boosterbeacon.it.application.library.LedgerResource;
import io.boosterbeacon.it.application.library.LimitedResource;
import io.boosterbeacon.it.application.library.LoginResource;
import io.boosterbeacon.it.application.library.NewsResource;
import io.boosterbeacon.it.application.library.RationedResource;
import io.boosterbeacon.it.application.library.RunningResource;
import io.boosterbeacon.it.application.library.SpendingResource;
import io.boosterbeacon.it.application.library.StockResource;
import io.boosterbeacon.it.application.library.StubLogin;
import io.boosterbeacon.it.application.library.StubServerLogin;
import io.boosterbeacon.it.application.library.TieredResource;
import io.boosterbeacon.it.application.library.UnscopedResource;
import io.boosterbeacon.it.application.library.WhoResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists its classes. This switches scanning off, so that only the ServiceLoader finds the library's features. */
@ApplicationPath("/")
public class ListingApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Stream.concat(
                        Stream.of(
                                Cors.class,
                                CachedResource.class,
                                NewsResource.class,
                                InheritedResource.class,
                                ItemWriter.class,
                                ItemsResource.class,
                                LedgerResource.class,
                                LimitedResource.class,
                                LoginResource.class,
                                RationedResource.class,
                                RunningResource.class,
                                SpendingResource.class,
                                StockResource.class,
                                TieredResource.class,
                                UnscopedResource.class,
                                WhoResource.class,
                                StubLogin.class,
                                StubServerLogin.class),
                        healthOfTomEe())
                .collect(Collectors.toSet());
    }

    /** TomEE answers for MicroProfile Health with a resource, which is to be listed as any other. */
    private static Stream<Class<?>> healthOfTomEe() {
        try {
            return Stream.of(Class.forName("org.apache.tomee.microprofile.health.MicroProfileHealthChecksEndpoint"));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }
}
