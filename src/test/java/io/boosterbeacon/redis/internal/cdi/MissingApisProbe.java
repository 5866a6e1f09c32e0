package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import io.boosterbeacon.redis.internal.rest.BeaconFeature;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Proxy;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Run by {@link MissingApisTest} in a class loader of its own, where no assertion library is. */
public final class MissingApisProbe {
    private MissingApisProbe() {}

    /** Deploys and uses an application; throws if anything is wrong. */
    public static void run() {
        try (Application application = new Application(Shop.class)) {
            Shop shop = application.bean(Shop.class);
            int loaded = shop.price("a");
            require(loaded == 1 && shop.price("a") == loaded, "cached");
            shop.change("a");
            require(shop.price("a") == 2, "invalidated");
            shop.buy();
            try {
                shop.buy();
                throw new IllegalStateException("not limited");
            } catch (RateLimitExceededException limited) {
                require(registered().contains("RevocationFilter") == OptionalApi.MP_JWT.isPresent(), "filter");
            }
        }
    }

    /** Deploys an application with an endpoint that verifies tokens; returns why that fails. */
    public static String failureOfEndpoints() {
        String issuer = "beacon.revocation.issuer.\"main\".";
        Map<String, String> properties = Map.of(
                "beacon.revocation.endpoints.revoke.path",
                "/oauth/revoke",
                "beacon.revocation.endpoints.revoke.roles",
                "admin",
                "beacon.revocation.issuers",
                "main",
                issuer + "issuer",
                "https://issuer.test",
                issuer + "jwks",
                "https://issuer.test/jwks");
        try (Application application = new Application(properties)) {
            return "it is deployed with "
                    + application.all(EndpointDispatch.class).count() + " endpoints";
        } catch (RuntimeException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private static List<String> registered() {
        List<String> names = new ArrayList<>();
        ClassLoader loader = MissingApisProbe.class.getClassLoader();
        Configuration configuration = (Configuration) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {Configuration.class},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null);
        FeatureContext context = (FeatureContext)
                Proxy.newProxyInstance(loader, new Class<?>[] {FeatureContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("register")) {
                        names.add(arguments[0].getClass().getSimpleName());
                        return proxy;
                    }
                    return configuration;
                });
        new BeaconFeature().configure(context);
        return names;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("not as expected: " + what);
        }
    }

    /** A bean of the application. */
    @ApplicationScoped
    public static class Shop {
        private final AtomicInteger loads = new AtomicInteger();

        @Cached(cacheName = "prices")
        public int price(@CacheKey String article) {
            return loads.incrementAndGet();
        }

        @CacheInvalidate(cacheName = "prices")
        public void change(@CacheKey String article) {}

        @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
        public void buy() {}
    }
}
