package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.CacheCounters;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Starts the library with the application: the platform, then every feature. Stops it when the application ends. */
@ApplicationScoped
public class PlatformProducer {
    @Inject
    private Event<Object> event;

    @Inject
    private Instance<ServletContext> servletContext;

    @Inject
    private Instance<RedisCredentials> credentials;

    /** Other beans that listen to telemetry; the features do not know them. */
    @Inject
    @Any
    private Instance<Telemetry> observers;

    @Inject
    private BeaconExtension extension;

    private final CacheCounters counters = new CacheCounters();
    private Settings settings;
    private EventPublisher events;
    private RestRegistration registration;
    private Platform platform;

    @PostConstruct
    void start() {
        Function<String, Optional<String>> properties =
                ApplicationName.asDefault(ConfigProperties.find(), servletContext);
        // the extension has reported every mistake: an application with one does not start
        settings = Settings.read(properties, problem -> {
            throw problem;
        });
        events = new EventPublisher(event);
        Telemetry telemetry = telemetry();
        InstantSource clock = InstantSource.system();
        registration = new RestRegistration(extension.needsFilters());
        try {
            Store store =
                    StoreFactory.create(settings.redis(), ApplicationCredentials.find(credentials), telemetry, clock);
            platform = Platform.on(store, settings, properties, telemetry, clock);
        } catch (RuntimeException | Error e) {
            // a container does not destroy a bean whose creation has failed
            events.close();
            throw e;
        }
    }

    private Telemetry telemetry() {
        List<Telemetry> listeners = new ArrayList<>();
        listeners.add(new CdiEvents(events));
        if (extension.cachePoints().areCounted()) {
            listeners.add(counters);
        }
        observers.forEach(listeners::add);
        return Telemetry.of(listeners);
    }

    /**
     * Creates the features when the application starts, not with its first request, and logs a missing registration of
     * the filters.
     */
    void startFeatures(
            @Observes @Initialized(ApplicationScoped.class) Object started, @Any Instance<FeatureModule> features) {
        try {
            features.forEach(feature -> {});
        } catch (RuntimeException | Error e) {
            // some servers do not destroy the beans of an application that fails to start
            stop();
            throw e;
        }
        registration.logProblem();
    }

    @PreDestroy
    void stop() {
        platform.close();
        events.close();
    }

    @Produces
    @Singleton
    Platform platform() {
        return platform;
    }

    @Produces
    @Singleton
    Settings settings() {
        return settings;
    }

    @Produces
    @Singleton
    @Typed(CacheCounters.class)
    CacheCounters counters() {
        return counters;
    }

    @Produces
    @Singleton
    RestRegistration registration() {
        return registration;
    }
}
