package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.cache.binding.CacheMethods;
import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.concurrent.BoundedThreads;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Resolvers;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.service.StoreCaches;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.CacheCounters;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The library on one node, wired by its own modules, for tests in other packages. */
public final class LibraryNode implements AutoCloseable {
    private final Platform platform;
    private final CacheMethods methods;
    private final RedisService service;
    private final CacheBypass bypass;
    private final StoreCaches caches;

    /**
     * Builds the modules.
     *
     * @param store ends with the node
     * @param properties override annotations, and may change at any time
     */
    public LibraryNode(
            Store store,
            ApplicationSettings application,
            CacheSettings settings,
            Map<String, String> properties,
            Consumer<Object> events,
            Transactions transactions,
            LongSupplier nanos) {
        this(store, application, settings, properties, events, transactions, nanos, new CacheDeclarations());
    }

    /**
     * Builds the modules.
     *
     * @param store ends with the node
     * @param properties override annotations, and may change at any time
     * @param declarations the caches that are called by their names, and the methods that read caches
     */
    public LibraryNode(
            Store store,
            ApplicationSettings application,
            CacheSettings settings,
            Map<String, String> properties,
            Consumer<Object> events,
            Transactions transactions,
            LongSupplier nanos,
            CacheDeclarations declarations) {
        Settings defaults = Settings.read(name -> Optional.empty(), problem -> {
            throw problem;
        });
        CacheCounters counters = new CacheCounters();
        platform = Platform.on(
                store,
                new Settings(
                        application,
                        defaults.redis(),
                        settings,
                        defaults.rateLimit(),
                        defaults.revocation(),
                        defaults.endpoints(),
                        defaults.health()),
                name -> Optional.ofNullable(properties.get(name)),
                Telemetry.of(List.of(new CdiEvents(events), counters)),
                InstantSource.system(),
                nanos);
        BoundedThreads loads = new BoundedThreads("loads", 16, 64);
        platform.timers().onClose(loads::close);
        Caching caching = new Caching(
                platform,
                settings,
                transactions,
                task -> loads.run(task, () -> {}),
                new CacheParts(
                        ValueJson.of(platform.json()),
                        new CacheBeans(LibraryNode::create, LibraryNode::create, LibraryNode::create),
                        declarations),
                CallerBypass.Requests.NONE);
        bypass = caching.bypass();
        Limiting limiting = new Limiting(
                platform,
                defaults.rateLimit(),
                new RateLimitPolicies(platform.properties()),
                new RestRegistration(false),
                new Resolvers(LibraryNode::none, LibraryNode::none),
                RequestCounts::new,
                Caller.NOBODY);
        methods = caching.methods();
        Programmatic programmatic = new Programmatic(platform, caching, limiting, counters);
        service = programmatic.service();
        caches = programmatic.namedCaches();
    }

    private static <T> T none(Class<? extends T> type) {
        throw new AssertionError("no beans of an application here, not even " + type);
    }

    private static <T> T create(Class<? extends T> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot create " + type.getName(), e);
        }
    }

    /** The entry point of the interceptors. */
    public CacheMethods methods() {
        return methods;
    }

    /** The bean of the application. */
    public CacheBypass bypass() {
        return bypass;
    }

    /** The caches by their names. */
    public StoreCaches caches() {
        return caches;
    }

    public RedisService service() {
        return service;
    }

    /** Whether the circuit of writes to caches is open. */
    public boolean refusesWrites() {
        return platform.stores().cacheWrites().circuit().equals("open");
    }

    @Override
    public void close() {
        platform.close();
    }
}
