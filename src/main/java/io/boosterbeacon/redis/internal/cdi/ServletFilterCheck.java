package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Checks after the start of an application that needs it whether {@link ServletFilterRegistration} was called. It waits, because
 * some servers start CDI before they call it.
 */
@LibrarySingleton
public class ServletFilterCheck {
    private static final Duration WAIT = Duration.ofSeconds(30);

    @Produces
    @Singleton
    static ServletFilters filters(Settings settings, RestRegistration registration) {
        RateLimitSettings limits = settings.rateLimit();
        List<String> limited = limits.enabled() ? limits.servletPatterns() : List.of();
        List<String> checked =
                checksServlets(settings) ? settings.revocation().enforcement().servletPatterns() : List.of();
        List<String> endpoints = settings.endpoints().paths();
        return new ServletFilters(
                new ServletFilters.Needed(limits.enabled(), limited, checked, endpoints), registration);
    }

    static void start(
            @Observes @Initialized(ApplicationScoped.class) Object started,
            BeaconExtension extension,
            Platform platform,
            Settings settings,
            ServletFilters filters) {
        if (!extension.limits().names().isEmpty()
                || checksServlets(settings)
                || !settings.endpoints().paths().isEmpty()) {
            start(started, platform.timers(), filters);
        }
    }

    private static boolean checksServlets(Settings settings) {
        RevocationSettings revocation = settings.revocation();
        return OptionalApi.MP_JWT.isPresent()
                && revocation.enabled()
                && !revocation.enforcement().servletPatterns().isEmpty();
    }

    /** @param started on a servlet container, the context of the application */
    static void start(Object started, Timers timers, ServletFilters filters) {
        if (started instanceof ServletContext context) {
            Future<?> unused = timers.once(WAIT, () -> {
                if (!timers.isClosed()) {
                    filters.check(context);
                }
            });
        }
    }
}
