package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.cache.binding.CacheMethods;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The caches of one node, wired by the library itself, for tests in other packages. */
public final class CachingNode implements AutoCloseable {
    private final Platform platform;
    private final CacheMethods methods;

    /**
     * Builds the caches.
     *
     * @param store ends with the node
     * @param properties override annotations, and may change at any time
     */
    public CachingNode(
            Store store,
            ApplicationSettings application,
            CacheSettings settings,
            Map<String, String> properties,
            Consumer<Object> events,
            Transactions transactions,
            LongSupplier nanos) {
        Settings defaults = Settings.read(name -> Optional.empty(), problem -> {
            throw problem;
        });
        platform = Platform.on(
                store,
                new Settings(
                        application,
                        defaults.redis(),
                        settings,
                        defaults.rateLimit(),
                        defaults.revocation(),
                        defaults.health()),
                name -> Optional.ofNullable(properties.get(name)),
                new CdiEvents(events),
                InstantSource.system(),
                nanos);
        methods = new Caching(platform, settings, transactions, generator -> {
                    throw new AssertionError("no key generators here, not even " + generator);
                })
                .methods();
    }

    /** What the interceptors call. */
    public CacheMethods methods() {
        return methods;
    }

    /** Whether the circuit of what changes the store is open. */
    public boolean refusesWrites() {
        return platform.stores().cacheWrites().circuit().equals("open");
    }

    @Override
    public void close() {
        platform.close();
    }
}
