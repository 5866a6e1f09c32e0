package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;

/** Begins to fill caches when the application has started. */
@ApplicationScoped
public class WarmUpStart {
    /** After the observers of the application, which may prepare what its methods need. */
    private static final int LAST = 10_000;

    void start(
            @Observes @Initialized(ApplicationScoped.class) @Priority(LAST) Object started,
            Platform platform,
            Settings settings,
            Caching caching,
            BeaconExtension extension,
            BeanManager beans) {
        if (settings.cache().enabled() && !extension.warmUps().isEmpty()) {
            new WarmUps(beans, platform.timers()).start(extension.warmUps(), caching.background());
        }
    }
}
