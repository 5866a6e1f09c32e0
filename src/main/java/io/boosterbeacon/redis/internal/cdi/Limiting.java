package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Resolvers;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimits;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.ratelimit.binding.LimitedMethods;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.ratelimit.binding.ServletCallers;
import io.boosterbeacon.redis.internal.rest.LimitingPart;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.rest.ServletLimitFilter;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.ratelimit.RateLimitCalls;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The feature module of rate limits: of resources, of other annotated methods, and of keys that the application
 * chooses.
 */
@LibrarySingleton
public final class Limiting implements FeatureModule {
    /** The most that the start of an application waits for the rules of its limits. */
    private static final Duration RULES_WAIT = Duration.ofSeconds(2);

    private final StoreRateLimiter limiter;
    private final StoreRateLimits limits;
    private final LimitedMethods methods;
    private final LimitingPart rest;

    @Inject
    Limiting(
            Platform platform,
            Settings settings,
            BeaconExtension extension,
            RestRegistration registration,
            @Any Instance<Object> beans,
            ServletCallers callers) {
        this(
                platform,
                settings.rateLimit(),
                extension.limits(),
                registration,
                new Resolvers(
                        new BeansByClass<>(beans.select(RateLimitKeyResolver.class))::get,
                        new BeansByClass<>(beans.select(RateLimitCostResolver.class))::get),
                callers::counts,
                callers.current());
    }

    /**
     * Builds the feature.
     *
     * @param policies of the annotated methods
     * @param registration receives calls of resources that no filter has counted
     * @param resolvers find the beans that policies name
     * @param counts finds what the filters of the current request know
     * @param caller the caller of the current servlet request
     */
    public Limiting(
            Platform platform,
            RateLimitSettings settings,
            RateLimitPolicies policies,
            RestRegistration registration,
            Resolvers resolvers,
            Supplier<RequestCounts> counts,
            Caller caller) {
        RateLimitStore store = platform.stores().rateLimits();
        RunningCalls running = new RunningCalls(store, platform.timers());
        platform.beforeClose(running::close);
        limiter = new StoreRateLimiter(
                store,
                platform.application(),
                platform.clock(),
                running,
                new WaitingLines(store, platform.timers(), platform.nanos()));
        LimitRules rules = new LimitRules(
                platform.stores().limitRules(),
                Digest.of("limit rules", platform.application().name()),
                platform.timers(),
                platform.nanos(),
                platform.json(),
                settings.addresses().ipv6Prefix());
        limits = new StoreRateLimits(rules, policies);
        if (settings.enabled() && !policies.names().isEmpty()) {
            rules.start(RULES_WAIT);
        }
        RateLimitDecider decider = new RateLimitDecider(
                store, settings.timeout(), resolvers, platform.telemetry(), platform.clock(), running, rules);
        methods = new LimitedMethods(
                policies, decider, caller, registration, counts, platform.application(), settings.enabled());
        rest = new LimitingPart(
                new RequestLimits(policies, decider, counts, platform.application()),
                caller,
                settings,
                platform.json(),
                platform.clock());
    }

    @Produces
    @ApplicationScoped
    RateLimiter rateLimiter() {
        return limiter;
    }

    @Produces
    @ApplicationScoped
    RateLimits rateLimits() {
        return limits;
    }

    @Produces
    @ApplicationScoped
    RateLimitCalls rateLimitCalls() {
        return methods.calls();
    }

    /** The limiter with its asynchronous methods. */
    StoreRateLimiter limiter() {
        return limiter;
    }

    /** The methods that the interceptors call. */
    @Produces
    @Singleton
    LimitedMethods methods() {
        return methods;
    }

    @Produces
    @Singleton
    RestPart rest() {
        return rest;
    }

    /** The filter that {@link ServletFilterRegistration} calls. */
    @Produces
    @Singleton
    @Typed(ServletLimitFilter.class)
    ServletLimitFilter servletFilter(ServletCallers callers) {
        return rest.servletFilter(callers::of);
    }

    @Produces
    @Singleton
    static ServletCallers callers(
            Platform platform, Settings settings, ServletFilters filters, Instance<HttpServletRequest> request) {
        return new ServletCallers(
                request.isResolvable() ? request.get() : null,
                new ClientAddresses(settings.rateLimit().addresses(), platform.telemetry()),
                filters);
    }
}
