package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.internal.cache.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.CacheMethods;
import io.boosterbeacon.redis.internal.cache.InvalidationNews;
import io.boosterbeacon.redis.internal.cache.Invalidator;
import io.boosterbeacon.redis.internal.cache.PendingInvalidations;
import io.boosterbeacon.redis.internal.cache.ReadThrough;
import io.boosterbeacon.redis.internal.cache.StaleValues;
import io.boosterbeacon.redis.internal.cache.Transactions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.health.StoreStatus;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.binding.CountedCalls;
import io.boosterbeacon.redis.internal.ratelimit.binding.LimitedMethods;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.rest.RestServices;
import io.boosterbeacon.redis.internal.revocation.RevocationMemory;
import io.boosterbeacon.redis.internal.revocation.RevocationState;
import io.boosterbeacon.redis.internal.revocation.RevocationWatch;
import io.boosterbeacon.redis.internal.revocation.StoreTokenBlacklistService;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.service.StoreAsyncRedisService;
import io.boosterbeacon.redis.internal.service.StoreRedisService;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.Pulse;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The whole library, put together for one application. Plain objects: no container is needed to make one. */
final class BeaconRuntime implements AutoCloseable {
    private static final String COMMANDS = "commands";
    /** What limits counted here may take while the store does not answer. */
    private static final long LOCAL_LIMIT_BYTES = 64L << 20;

    private final Foundation foundation;
    private final Deadlines deadlines;
    private final Pulse pulse;
    private final Store store;
    private final EmbeddedStore local;
    private final StoreRedisService redisService;
    private final StoreRateLimiter rateLimiter;
    private final StoreTokenBlacklistService blacklist;
    private final CacheMethods cacheMethods;
    private final LimitedMethods limitedMethods;
    private final RestServices restServices;
    private final StoreStatus status;

    private BeaconRuntime(
            Foundation foundation,
            Settings settings,
            Function<String, Optional<String>> properties,
            Beans beans,
            Consumer<Object> events,
            InstantSource clock,
            RestRegistration registration) {
        this.foundation = foundation;
        this.deadlines = foundation.deadlines();
        this.store = foundation.store();
        this.pulse = new Pulse(deadlines, store::ping, store::doubtRefusals);
        this.local = foundation.local();
        // what a first call costs is paid now, not by all callers at once in the first moment of an outage
        local.rateLimits()
                .tryAcquire("start", List.of(new RateLimitStore.Policy("start", 1, Duration.ofMillis(1), 1)))
                .toCompletableFuture()
                .join();
        Json json = new Json();

        StoreGuard commands = guard(COMMANDS, settings.redis().commandTimeout(), events);
        StoreGuard cache = guard("cache", settings.cache().timeout(), events);
        StoreGuard cacheWrites = guard("cache-write", settings.cache().writeTimeout(), events);
        PendingInvalidations pending = new PendingInvalidations(store.cache(), cacheWrites, deadlines);
        StaleValues stale = new StaleValues(System::nanoTime);
        ReadThrough readThrough = new ReadThrough(
                store.cache(), cache, cacheWrites, deadlines, pending, settings.cache(), System::nanoTime);
        Invalidator invalidator = new Invalidator(store.cache(), cacheWrites, pending, readThrough, stale);
        Transactions transactions = beans.transactions();
        this.cacheMethods = new CacheMethods(
                new CacheDefinitions(properties, new CacheNames(settings.application()), json, beans::keyGenerator),
                readThrough,
                invalidator,
                stale,
                transactions,
                new InvalidationNews(events, deadlines::aside),
                settings.cache().enabled());

        StoreGuard limits = guard("ratelimit", settings.rateLimit().timeout(), events);
        this.rateLimiter = new StoreRateLimiter(store.rateLimits(), limits, settings.application(), clock);
        RateLimitDecider decider =
                new RateLimitDecider(store.rateLimits(), local.rateLimits(), limits, beans::keyResolver, events, clock);
        RateLimitPolicies policies = new RateLimitPolicies(properties);
        CountedCalls counted = new CountedCalls(beans.requestCounts());
        this.limitedMethods = new LimitedMethods(
                policies,
                decider,
                beans.caller(),
                registration,
                counted,
                settings.application(),
                settings.rateLimit().enabled());

        // all revocations lie in one slot of a cluster: a ping of any other node tells nothing of them
        StoreGuard checks = guard("revocation", settings.revocation().timeout(), events, () -> store.revocations()
                .find(List.of("probe"), List.of()));
        RevocationWatch watch = new RevocationWatch(store.revocations(), settings.revocation(), events, clock);
        RevocationState revocations = new RevocationState(
                store.revocations(),
                new RevocationMemory(settings.revocation(), System::nanoTime),
                watch,
                settings.revocation(),
                clock);
        TokenCheck tokenCheck = new TokenCheck(revocations, checks);
        this.blacklist =
                new StoreTokenBlacklistService(revocations, commands, tokenCheck, json, events, System::nanoTime);
        if (settings.revocation().enabled() && OptionalApi.MP_JWT.isPresent()) {
            watch.start(deadlines);
        }

        this.redisService = new StoreRedisService(
                new StoreAsyncRedisService(
                        store, commands, readThrough, transactions, rateLimiter, json, System::nanoTime),
                store,
                readThrough);
        this.restServices = new RestServices(
                settings, policies, decider, tokenCheck, beans.caller(), counted, registration, json, events, clock);
        this.status = new StoreStatus(
                settings.application().name(),
                store,
                List.of(commands, cache, cacheWrites, limits, checks),
                watch::state,
                features(settings),
                settings.health());
    }

    private static Set<StoreFeature> features(Settings settings) {
        Set<StoreFeature> used = EnumSet.noneOf(StoreFeature.class);
        if (settings.cache().enabled()) {
            used.add(StoreFeature.CACHE);
        }
        if (settings.rateLimit().enabled()) {
            used.add(StoreFeature.RATELIMIT);
        }
        if (settings.revocation().enabled() && OptionalApi.MP_JWT.isPresent()) {
            used.add(StoreFeature.REVOCATION);
        }
        return used;
    }

    /**
     * Puts the library together. If that fails, whatever has been started is stopped, the store too.
     *
     * @param store ends with the runtime
     * @param properties finds a property's text
     * @param beans finds what only the container has
     * @param registration told by JAX-RS
     */
    static BeaconRuntime start(
            Settings settings,
            Store store,
            Function<String, Optional<String>> properties,
            Beans beans,
            Consumer<Object> events,
            InstantSource clock,
            RestRegistration registration) {
        Foundation foundation = new Foundation(new Deadlines(), store, new EmbeddedStore(clock, LOCAL_LIMIT_BYTES));
        try {
            return new BeaconRuntime(foundation, settings, properties, beans, events, clock, registration);
        } catch (RuntimeException | Error e) {
            foundation.close();
            throw e;
        }
    }

    private StoreGuard guard(String use, Duration limit, Consumer<Object> events) {
        return guard(use, limit, events, store::ping);
    }

    private StoreGuard guard(
            String use, Duration limit, Consumer<Object> events, Supplier<? extends CompletionStage<?>> probe) {
        return new StoreGuard(use, limit, pulse, events, System::nanoTime, !use.equals(COMMANDS), probe);
    }

    Store store() {
        return store;
    }

    RedisService redisService() {
        return redisService;
    }

    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    TokenBlacklistService blacklist() {
        return blacklist;
    }

    CacheMethods cacheMethods() {
        return cacheMethods;
    }

    LimitedMethods limitedMethods() {
        return limitedMethods;
    }

    StoreStatus status() {
        return status;
    }

    RestServices restServices() {
        return restServices;
    }

    @Override
    public void close() {
        foundation.close();
    }

    /** What has to be stopped. */
    private record Foundation(Deadlines deadlines, Store store, EmbeddedStore local) implements AutoCloseable {
        @Override
        public void close() {
            // the store first: whoever waits for it is told, while the deadlines still hold
            store.close();
            local.close();
            deadlines.close();
        }
    }

    /** What only the container has. */
    interface Beans {
        CacheKeyGenerator keyGenerator(Class<? extends CacheKeyGenerator> type);

        RateLimitKeyResolver keyResolver(Class<? extends RateLimitKeyResolver> type);

        Transactions transactions();

        Caller caller();

        RequestCounts requestCounts();
    }
}
