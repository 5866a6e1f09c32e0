package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.HandlesTypes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets the annotated classes from the servlet container. It also finds classes that CDI does not see: without a scope,
 * in archives without beans, or vetoed. Some containers find only annotations of classes, not of methods.
 */
@HandlesTypes({
    RateLimit.class,
    RateLimit.List.class,
    Cached.class,
    CachePut.class,
    CacheInvalidate.class,
    CacheInvalidates.class,
    CacheInvalidateAll.class,
    RevocationCheck.class
})
public class AnnotatedClassScan implements ServletContainerInitializer {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        if (classes != null && !classes.isEmpty()) {
            // CDI may start later than this, but it runs when listeners are called
            context.addListener(new Report(Set.copyOf(classes)));
        }
    }

    private record Report(Set<Class<?>> classes) implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            try {
                CDI<Object> container = CDI.current();
                BeaconExtension extension =
                        container.select(BeaconExtension.class).get();
                RestRegistration registration =
                        container.select(RestRegistration.class).get();
                extension.mistakes(classes).forEach(problem -> {
                    throw problem;
                });
                container.select(OpenApiExtension.class).get().addUnreported(classes, extension);
                extension.unlimited(classes).forEach(registration::reportProblem);
                extension.unreported(classes).forEach(message -> LOG.log(Level.WARNING, message));
            } catch (IllegalStateException e) {
                LOG.log(Level.WARNING, "CDI is not available: no annotation of BoosterBeacon Redis is in force", e);
            }
        }
    }
}
