package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotated methods may differ in what a cache that is called by its name cannot have. */
class NamedCachesOfMethodsTest {
    record Product(String id, String kind, int load) {}

    /** Like the catalogue of the demo. */
    @ApplicationScoped
    static class Catalogue {
        private final AtomicInteger loads = new AtomicInteger();

        @Cached(
                cacheName = "product",
                ttl = 60,
                localTtl = 60,
                staleTtl = 3_600,
                softLoadTimeout = 2_000,
                tags = "{result.kind}")
        public Optional<Product> find(@CacheKey String id) {
            return Optional.of(load(id));
        }

        @Cached(cacheName = "product", ttl = 60, localTtl = 60, staleTtl = 3_600, tags = "{result.kind}")
        public Map<String, Product> findAll(@CacheKey List<String> ids) {
            return ids.stream().collect(Collectors.toMap(Function.identity(), this::load));
        }

        @Cached(cacheName = "session", ttl = 60, slidingTtl = 20, hardLoadTimeout = 20_000)
        public Product session(String id) {
            return load(id);
        }

        @Cached(cacheName = "session", ttl = 60, slidingTtl = 20)
        public Product sessionToEnd(String id) {
            return load(id);
        }

        @Cached(cacheName = "slow", ttl = 60, staleTtl = 60, softLoadTimeout = 50, hardLoadTimeout = 20_000)
        public Product slow(String id) {
            return load(id);
        }

        private Product load(String id) {
            return new Product(id, "box", loads.incrementAndGet());
        }
    }

    /** Its own product is not read from the cache, by configuration. */
    @RequestScoped
    static class Uncached {
        @Cached(cacheName = "product", ttl = 30, tags = "{result.kind}")
        public Product uncached(@CacheKey String id) {
            return new Product(id, "pack", 0);
        }
    }

    @ApplicationScoped
    static class ByName {
        @Inject
        @CacheName("product")
        Cache<Product> products;

        @Inject
        @CacheName("session")
        Cache<Product> sessions;

        public Cache<Product> products() {
            return products;
        }

        public Cache<Product> sessions() {
            return sessions;
        }
    }

    @ApplicationScoped
    static class Declaring {
        @Inject
        @CacheName(value = "product", ttl = 60, localTtl = 60, staleTtl = 3_600, tags = "{result.kind}")
        Cache<Product> products;

        @Inject
        @CacheName(value = "session", ttl = 60)
        Cache<Product> sessions;

        @Inject
        @CacheName(value = "slow", ttl = 60, staleTtl = 60)
        Cache<Product> slow;

        public Cache<Product> products() {
            return products;
        }

        public Cache<Product> slow() {
            return slow;
        }
    }

    @ApplicationScoped
    static class OtherStaleTtl {
        @Inject
        @CacheName(value = "product", ttl = 60, localTtl = 60, staleTtl = 3)
        Cache<Product> products;
    }

    private static void assertIsTheCacheOfTheMethods(Catalogue catalogue, Cache<Product> products) {
        Product first = catalogue.find("a").orElseThrow();
        assertThat(products.get("a")).contains(first);
        assertThat(catalogue.findAll(List.of("a"))).containsEntry("a", first);

        products.invalidate("a");

        assertThat(catalogue.find("a")).isPresent().isNotEqualTo(Optional.of(first));
    }

    @Test
    void cacheByNameAlone_isThatOfMethods_whoseLoadTimeoutsDiffer() {
        try (Application application = new Application(Catalogue.class, ByName.class)) {
            assertIsTheCacheOfTheMethods(
                    application.bean(Catalogue.class),
                    application.bean(ByName.class).products());
            assertIsTheCacheOfTheMethods(
                    application.bean(Catalogue.class),
                    application.bean(Caches.class).get("product", Product.class));
        }
    }

    @Test
    void declaredCache_isThatOfMethods_whichHaveLoadTimeouts() {
        try (Application application = new Application(Catalogue.class, Declaring.class)) {
            assertIsTheCacheOfTheMethods(
                    application.bean(Catalogue.class),
                    application.bean(Declaring.class).products());
            Product slow = application.bean(Catalogue.class).slow("a");
            assertThat(application.bean(Declaring.class).slow().get("a")).contains(slow);
        }
    }

    @Test
    void cacheByNameAlone_isThatOfMethods_thatExtendLives() {
        try (Application application = new Application(Catalogue.class, ByName.class)) {
            Product session = application.bean(Catalogue.class).session("a");

            assertThat(application.bean(ByName.class).sessions().get("a")).contains(session);
        }
    }

    /** One method of a cache may be switched off. */
    @ParameterizedTest
    @ValueSource(classes = {ByName.class, Declaring.class})
    void cacheOfAMethod_thatIsSwitchedOff_isThatOfTheOthers(Class<?> named) {
        Map<String, String> off = Map.of(Uncached.class.getName() + "/uncached/Cached/enabled", "false");
        try (Application application = new Application(off, Uncached.class, Catalogue.class, named)) {
            assertIsTheCacheOfTheMethods(
                    application.bean(Catalogue.class),
                    application.bean(Caches.class).get("product", Product.class));
        }
    }

    @Test
    void cacheOfMethods_thatAreAllSwitchedOff_isNotRead() {
        Map<String, String> off = Map.of(Catalogue.class.getName() + "/Cached/enabled", "false");
        try (Application application = new Application(off, Catalogue.class, ByName.class)) {
            Cache<Product> products = application.bean(ByName.class).products();
            products.put("a", new Product("a", "box", 0));

            assertThat(products.get("a")).isEmpty();
        }
    }

    @Test
    void declaredCache_withAnotherLifetime_isStillRefused() {
        assertThat(catchThrowable(() -> new Application(Catalogue.class, OtherStaleTtl.class).close()))
                .hasMessageContaining("staleTtl is PT3S, and PT1H in @Cached on");
    }
}
