package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What every feature is built from: ports, timers, clocks, JSON and telemetry. One for each application. It is a plain
 * object that needs no container. Thread-safe.
 */
public final class Platform implements AutoCloseable {
    private final StoreStack stores;
    private final ApplicationSettings application;
    private final Function<String, Optional<String>> properties;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Json json = new Json();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();

    private Platform(
            StoreStack stores,
            ApplicationSettings application,
            Function<String, Optional<String>> properties,
            Telemetry telemetry,
            InstantSource clock,
            LongSupplier nanos) {
        this.stores = stores;
        this.application = application;
        this.properties = properties;
        this.telemetry = telemetry;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Builds a platform on a store.
     *
     * @param store closed with the platform, and also if this method fails
     * @param properties finds a property's text
     */
    public static Platform on(
            Store store,
            Settings settings,
            Function<String, Optional<String>> properties,
            Telemetry telemetry,
            InstantSource clock) {
        return on(store, settings, properties, telemetry, clock, System::nanoTime);
    }

    /**
     * Builds a platform with a ticker of the caller.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    static Platform on(
            Store store,
            Settings settings,
            Function<String, Optional<String>> properties,
            Telemetry telemetry,
            InstantSource clock,
            LongSupplier nanos) {
        try {
            StoreStack stores = new StoreStack(store, settings, telemetry, clock, nanos);
            return new Platform(stores, settings.application(), properties, telemetry, clock, nanos);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    StoreStack stores() {
        return stores;
    }

    /** Timers, and the threads that pass results of the store to applications. */
    Scheduler timers() {
        return stores.timers();
    }

    ApplicationSettings application() {
        return application;
    }

    /** Finds the text of a property, for overrides of annotations. */
    Function<String, Optional<String>> properties() {
        return properties;
    }

    /** Listens to everything that happens. */
    Telemetry telemetry() {
        return telemetry;
    }

    InstantSource clock() {
        return clock;
    }

    /** A clock like {@link System#nanoTime}. */
    LongSupplier nanos() {
        return nanos;
    }

    Json json() {
        return json;
    }

    /** @param task uses the stores for the last time, when the application ends. May take half a second */
    void beforeClose(Runnable task) {
        closing.add(task);
    }

    /** Closes the stores and the timers. Idempotent. */
    @Override
    public void close() {
        try {
            closing.forEach(Runnable::run);
        } finally {
            stores.close();
        }
    }
}
