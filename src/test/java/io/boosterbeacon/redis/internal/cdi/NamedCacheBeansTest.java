package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheArguments;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Caches that are injected by their names, on each store. */
class NamedCacheBeansTest {
    record Product(String id, int price) {}

    /** What is injected into the bean behind its proxy. */
    record Injected(
            Cache<Product> products,
            AsyncCache<Product> productsLater,
            Instance<Cache<Map<String, List<Product>>>> priceLists,
            Cache<?> anyOffers,
            Cache<Optional<Product>> offers,
            Caches caches,
            AtomicInteger loads) {}

    @ApplicationScoped
    static class Shop {
        private final AtomicInteger loads = new AtomicInteger();

        @Inject
        @CacheName(value = "products", ttl = 60, localTtl = 60)
        Cache<Product> products;

        @Inject
        @CacheName("products")
        AsyncCache<Product> productsLater;

        @Inject
        @CacheName("price-lists")
        Instance<Cache<Map<String, List<Product>>>> priceLists;

        @Inject
        @CacheName("offers")
        Cache<?> anyOffers;

        @Inject
        Caches caches;

        @SuppressWarnings("NullAway.Init") // by the method
        private Cache<Optional<Product>> offers;

        @Inject
        void offers(@CacheName("offers") Cache<Optional<Product>> injected) {
            offers = injected;
        }

        @Cached(cacheName = "offers", ttl = 77, nullTtl = 60)
        public Optional<Product> offer(String id, long day) {
            loads.incrementAndGet();
            return Optional.of(new Product(id, (int) day));
        }

        public Injected injected() {
            return new Injected(products, productsLater, priceLists, anyOffers, offers, caches, loads);
        }
    }

    static Stream<Map<String, String>> stores() {
        Map<String, String> redis =
                new HashMap<>(Application.on(RedisProcess.shared().url()));
        redis.put("redis.key.prefix", "named" + System.nanoTime());
        return Stream.of(Map.of(), redis);
    }

    private static Injected injectedBy(Application application) {
        return application.bean(Shop.class).injected();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void injectedCaches_ofOneName_areOneCache(Map<String, String> properties) {
        try (Application application = new Application(properties, Shop.class)) {
            Injected shop = injectedBy(application);
            Product product = new Product("a", 1);

            assertThat(shop.products().getOrLoad("a", () -> product)).isEqualTo(product);
            assertThat(shop.productsLater().get("a"))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(Optional.of(product));
            assertThat(shop.caches().get("products", Product.class).get("a")).contains(product);
            shop.priceLists().get().put(1, Map.of("all", List.of(product)));
            assertThat(shop.priceLists().get().get(1)).contains(Map.of("all", List.of(product)));
            assertThat(shop.products().name()).isEqualTo("products");
            assertThat(catchThrowable(() -> shop.caches().get("products", String.class)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void cacheOfAnAnnotatedMethod_isReadAndInvalidatedByItsArguments(Map<String, String> properties) {
        try (Application application = new Application(properties, Shop.class)) {
            Shop shop = application.bean(Shop.class);
            Injected inside = shop.injected();
            CacheArguments key = CacheArguments.of("a", 5L);

            shop.offer("a", 5);
            shop.offer("a", 5);
            assertThat(inside.loads()).hasValue(1);
            assertThat(inside.offers().get(key)).contains(Optional.of(new Product("a", 5)));
            inside.anyOffers().invalidate(key);
            shop.offer("a", 5);

            assertThat(inside.loads()).hasValue(2);
            CacheStatistics counted =
                    Objects.requireNonNull(inside.caches().statistics().get("offers"));
            assertThat(counted).isEqualTo(inside.offers().statistics());
            assertThat(counted.loads()).isEqualTo(2);
            assertThat(counted.remoteHits()).isEqualTo(2);
            assertThat(inside.caches().statistics()).containsOnlyKeys("offers", "products", "price-lists");
        }
    }

    @Test
    void nearHits_areCountedAndTakeBytes() {
        Map<String, String> redis =
                stores().filter(each -> !each.isEmpty()).findFirst().orElseThrow();
        try (Application application = new Application(redis, Shop.class)) {
            Cache<Product> products = injectedBy(application).products();
            products.put("a", new Product("a", 1));

            await().untilAsserted(() -> {
                assertThat(products.get("a")).isPresent();
                assertThat(products.statistics().nearHits()).isPositive();
            });
            assertThat(products.get("a")).containsSame(products.get("a").orElseThrow());
            assertThat(products.statistics().bytes()).isPositive();

            products.invalidate("a");
            assertThat(products.get("a")).isEmpty();
            assertThat(products.statistics().bytes()).isZero();
            assertThat(products.statistics().evictions()).isZero();
        }
    }

    @Test
    void twoApplications_withTheSameName_haveCachesOfTheirOwn() {
        Map<String, String> redis = new HashMap<>(
                stores().filter(each -> !each.isEmpty()).findFirst().orElseThrow());
        redis.put("beacon.application.name", "one");
        try (Application application = new Application(redis, Shop.class)) {
            injectedBy(application).products().put("a", new Product("a", 1));
        }
        redis.put("beacon.application.name", "two");
        try (Application application = new Application(redis, Shop.class)) {
            assertThat(injectedBy(application).products().get("a")).isEmpty();
        }
        redis.put("beacon.application.name", "one");
        try (Application application = new Application(redis, Shop.class)) {
            assertThat(injectedBy(application).products().get("a")).isPresent();
        }
    }

    @RequestScoped
    static class Another {
        @Inject
        @CacheName(value = "products", ttl = 60)
        Cache<Product> products;
    }

    @Dependent
    static class OtherType {
        @Inject
        @CacheName("products")
        Cache<String> products;
    }

    @Dependent
    static class OtherTtlThanTheMethod {
        @Inject
        @CacheName(value = "offers", ttl = 5, nullTtl = 60)
        Cache<Optional<Product>> offers;
    }

    @Dependent
    static class OtherTypeThanThePut {
        @Inject
        @CacheName("names")
        Cache<Integer> names;

        @CachePut(cacheName = "names")
        public void put(String id, @CacheValue String name) {}
    }

    @Dependent
    static class UnknownType {
        @Inject
        @CacheName("unknown")
        Cache<?> unknown;
    }

    @Dependent
    static class Stages {
        @Inject
        @CacheName("stages")
        Cache<CompletionStage<String>> stages;
    }

    @Dependent
    static class AnyObject {
        @Inject
        @CacheName("objects")
        AsyncCache<Object> objects;
    }

    @Dependent
    static class LongNear {
        @Inject
        @CacheName(value = "near", ttl = 5, localTtl = 6)
        Cache<String> near;
    }

    @Dependent
    static class NoName {
        @Inject
        @CacheName("")
        Cache<String> none;
    }

    @Dependent
    static class OtherLiterals {
        @Inject
        @CacheName("literals")
        Cache<String> literals;

        @Cached(cacheName = "literals", key = "a{id}")
        public String one(String id) {
            return id;
        }

        @Cached(cacheName = "literals", key = "b{id}")
        public String two(String id) {
            return id;
        }
    }

    @Dependent
    static class MethodsDisagree {
        @Inject
        @CacheName("methods")
        Cache<String> methods;

        @Cached(cacheName = "methods", ttl = 1)
        public String one(String id) {
            return id;
        }

        @Cached(cacheName = "methods", ttl = 2)
        public String two(String id) {
            return id;
        }
    }

    @Dependent
    static class Tagged {
        @Inject
        @CacheName(value = "tagged", tags = "id:{result.id}")
        Cache<Product> tagged;
    }

    @Dependent
    static class OtherTags {
        @Inject
        @CacheName(value = "tagged", tags = "price:{result.price}")
        Cache<Product> tagged;
    }

    @Dependent
    static class UnknownTag {
        @Inject
        @CacheName(value = "unknown-tag", tags = "id:{result.number}")
        Cache<Product> tagged;
    }

    @Dependent
    static class TagOfAKey {
        @Inject
        @CacheName(value = "key-tag", tags = "id:{id}")
        Cache<Product> tagged;
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        List.of(Shop.class, Another.class),
                        List.of("localTtl is ", "PT1M", "PT0S", "Shop.products", "Another.products")),
                Arguments.of(
                        List.of(Shop.class, OtherType.class),
                        List.of("java.lang.String", "Product", "Shop.products", "OtherType.products")),
                Arguments.of(
                        List.of(Shop.class, OtherTtlThanTheMethod.class),
                        List.of("ttl is ", "PT5S", "PT1M17S", "OtherTtlThanTheMethod.offers", "@Cached on")),
                Arguments.of(
                        List.of(OtherTypeThanThePut.class),
                        List.of("java.lang.Integer", "java.lang.String", "OtherTypeThanThePut.names", "@CachePut on")),
                Arguments.of(List.of(UnknownType.class), List.of("UnknownType.unknown", "\"?\"")),
                Arguments.of(List.of(Stages.class), List.of("Stages.stages", "CompletionStage", "AsyncCache")),
                Arguments.of(List.of(AnyObject.class), List.of("AnyObject.objects", "java.lang.Object", "JSON")),
                Arguments.of(List.of(LongNear.class), List.of("LongNear.near: localTtl is \"6\"", "from 0 to 5")),
                Arguments.of(List.of(NoName.class), List.of("NoName.none: value is \"\"", "letters")),
                Arguments.of(
                        List.of(OtherLiterals.class),
                        List.of("OtherLiterals.literals", "OtherLiterals.one()", "\"a\"", "\"b\"")),
                Arguments.of(
                        List.of(Tagged.class, OtherTags.class),
                        List.of("tags is ", "[id:{result.id}]", "[price:{result.price}]", "OtherTags.tagged")),
                Arguments.of(
                        List.of(UnknownTag.class),
                        List.of("UnknownTag.tagged: tags is ", "id:{result.number}", "Product", "{result.number}")),
                Arguments.of(
                        List.of(TagOfAKey.class),
                        List.of("TagOfAKey.tagged: tags is ", "id:{id}", "{result.property}")),
                Arguments.of(
                        List.of(MethodsDisagree.class),
                        List.of("ttl is ", "MethodsDisagree.one()", "MethodsDisagree.two()")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistake_failsTheDeployment_withAMessageThatNamesTheWrong(List<Class<?>> beans, List<String> named) {
        Throwable failure = catchThrowable(() -> new Application(beans.toArray(Class<?>[]::new)).close());

        assertThat(failure).isInstanceOf(DeploymentException.class);
        assertThat(failure.getMessage()).contains(named);
    }

    @Test
    void configuration_ofACache_isCheckedAtDeployment() {
        Map<String, String> wrong = Map.of("beacon.cache.\"price-lists\".ttl", "never");

        assertThat(catchThrowable(() -> new Application(wrong, Shop.class).close()))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("beacon.cache.\"price-lists\".ttl is \"never\"");
    }
}
