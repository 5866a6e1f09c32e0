package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What every feature is built from: the ports, timers, clocks, JSON, and what it tells others. One for each application;
 * a plain object that needs no container. Thread-safe.
 */
public final class Platform implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Platform.class.getName());

    private final StoreStack stores;
    private final ApplicationSettings application;
    private final Function<String, Optional<String>> properties;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Json json = new Json();
    private final Deque<AutoCloseable> owned = new ConcurrentLinkedDeque<>();

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
     * @param store ends with the platform, and also if this method fails
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
     * Builds a platform whose time is told by the caller.
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

    /** Periodic tasks, and the threads on which answers of the store are handed to applications. */
    Deadlines timers() {
        return stores.timers();
    }

    ApplicationSettings application() {
        return application;
    }

    /** Finds the text of a property, for annotations that are overridden in configuration. */
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

    /** Closes something when the platform closes, before the stores: what is owned last is closed first. */
    void own(AutoCloseable part) {
        owned.push(part);
    }

    /** Closes whatever it owns, then the stores and timers. Idempotent. */
    @Override
    public void close() {
        for (AutoCloseable part = owned.poll(); part != null; part = owned.poll()) {
            close(part);
        }
        stores.close();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // the others must be closed all the same
            LOG.log(Level.WARNING, "A part of the library has not been closed", e);
        }
    }
}
