package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.internal.cache.CacheMethods;
import io.boosterbeacon.redis.internal.cache.JtaTransactions;
import io.boosterbeacon.redis.internal.cache.Transactions;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.health.StoreStatus;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.LimitedMethods;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.ServletCaller;
import io.boosterbeacon.redis.internal.rest.RestServices;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the library's beans, and ends what they started when the application ends. */
@ApplicationScoped
public class BeaconProducer {
    @Inject
    private Event<Object> event;

    @Inject
    @Any
    private Instance<CacheKeyGenerator> keyGenerators;

    @Inject
    @Any
    private Instance<RateLimitKeyResolver> keyResolvers;

    @Inject
    private Instance<HttpServletRequest> request;

    @Inject
    private Instance<ServletContext> servletContext;

    @Inject
    private Instance<RedisCredentials> credentials;

    @Inject
    private RequestCounts requestCounts;

    @Inject
    private BeaconExtension extension;

    private EventPublisher events;
    private RestRegistration registration;
    private BeaconRuntime runtime;

    @PostConstruct
    void start() {
        Function<String, Optional<String>> properties =
                ApplicationName.asDefault(ConfigProperties.find(), servletContext);
        // the extension has told every mistake: with one, no application gets here
        Settings settings = Settings.read(properties, problem -> {
            throw problem;
        });
        events = new EventPublisher(event);
        InstantSource clock = InstantSource.system();
        registration = new RestRegistration(extension.needsFilters());
        try {
            Store store = StoreFactory.create(settings.redis(), credentials(), events, clock);
            runtime =
                    BeaconRuntime.start(settings, store, properties, new ContainerBeans(), events, clock, registration);
        } catch (RuntimeException | Error e) {
            // nobody else would end it: a bean that was never made is not destroyed
            events.close();
            throw e;
        }
    }

    private @Nullable RedisCredentials credentials() {
        if (credentials.isAmbiguous()) {
            throw new IllegalStateException("There are several beans of the type " + RedisCredentials.class.getName()
                    + "; accepted: one, or none for the credentials of redis.url");
        }
        // one for all connections: a dependent bean made for each would live until the application ends
        return credentials.isUnsatisfied() ? null : inApplication(credentials.get());
    }

    /** It is asked on a thread that does not belong to the application, and may look classes up. */
    private static RedisCredentials inApplication(RedisCredentials bean) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return () -> {
            Thread current = Thread.currentThread();
            ClassLoader before = current.getContextClassLoader();
            current.setContextClassLoader(application);
            try {
                return bean.login();
            } finally {
                current.setContextClassLoader(before);
            }
        };
    }

    /** Connects when the application starts, not with its first request; and tells what is wrong then. */
    void warmUp(@Observes @Initialized(ApplicationScoped.class) Object started) {
        registration.check();
    }

    @PreDestroy
    void stop() {
        runtime.close();
        events.close();
    }

    /** For {@link RevocationProducer}, which is a bean only where there is MicroProfile JWT. */
    TokenBlacklistService blacklist() {
        return runtime.blacklist();
    }

    @Produces
    @ApplicationScoped
    RedisService redisService() {
        return runtime.redisService();
    }

    @Produces
    @ApplicationScoped
    RateLimiter rateLimiter() {
        return runtime.rateLimiter();
    }

    @Produces
    @ApplicationScoped
    Store store() {
        return runtime.store();
    }

    @Produces
    @Singleton
    StoreStatus status() {
        return runtime.status();
    }

    @Produces
    @Singleton
    RestRegistration restRegistration() {
        return registration;
    }

    @Produces
    @Singleton
    CacheMethods cacheMethods() {
        return runtime.cacheMethods();
    }

    @Produces
    @Singleton
    LimitedMethods limitedMethods() {
        return runtime.limitedMethods();
    }

    @Produces
    @Singleton
    RestServices restServices() {
        return runtime.restServices();
    }

    /** What the running application's container has. */
    private final class ContainerBeans implements BeaconRuntime.Beans {
        // once each: a dependent bean made for every call would live until the application ends
        private final Map<Class<?>, CacheKeyGenerator> generators = new ConcurrentHashMap<>();
        private final Map<Class<?>, RateLimitKeyResolver> resolvers = new ConcurrentHashMap<>();

        @Override
        public CacheKeyGenerator keyGenerator(Class<? extends CacheKeyGenerator> type) {
            return generators.computeIfAbsent(
                    type, bean -> keyGenerators.select(type).get());
        }

        @Override
        public RateLimitKeyResolver keyResolver(Class<? extends RateLimitKeyResolver> type) {
            return resolvers.computeIfAbsent(
                    type, bean -> keyResolvers.select(type).get());
        }

        @Override
        public Transactions transactions() {
            return OptionalApi.TRANSACTIONS.isPresent() ? new JtaTransactions() : Transactions.NONE;
        }

        @Override
        public Caller caller() {
            return request.isResolvable() ? new ServletCaller(request.get()) : Caller.NOBODY;
        }

        @Override
        public RequestCounts requestCounts() {
            return requestCounts;
        }
    }
}
