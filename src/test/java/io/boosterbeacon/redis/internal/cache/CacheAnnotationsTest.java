package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.Events;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cache annotations on beans of a deployed APPLICATION. */
class CacheAnnotationsTest {
    private static final Application APPLICATION = new Application(
            Calls.class, Initial.class, IsSold.class, Catalog.class, WithDefaults.class, Saved.class, Events.class);

    private final Catalog catalog = APPLICATION.bean(Catalog.class);
    private final AtomicInteger calls = APPLICATION.bean(Calls.class).count;
    private final Events events = APPLICATION.bean(Events.class);

    record Product(String name, int call) {}

    record Region(String code, String note) {}

    @Singleton
    static class Calls {
        final AtomicInteger count = new AtomicInteger();
    }

    @ApplicationScoped
    static class Initial implements CacheKeyGenerator {
        @Override
        public Object generate(Method method, Object[] parameters) {
            return parameters[0].toString().substring(0, 1);
        }
    }

    @ApplicationScoped
    static class IsSold implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.value() instanceof Product product && product.name().equals("sold");
        }
    }

    @ApplicationScoped
    static class Catalog {
        @Inject
        private Calls calls;

        @Inject
        private Catalog self;

        private Product next(String name) {
            return new Product(name, calls.count.incrementAndGet());
        }

        @Cached(cacheName = "products")
        public Product product(@CacheKey String id, Locale locale) {
            return next(id + locale);
        }

        @Cached(key = "{region.code}:{1}")
        public Map<String, List<Product>> search(Region region, int page) {
            return Map.of(region.code() + page, List.of(next(region.note())));
        }

        @Cached(nullTtl = 60)
        public Optional<Product> perhaps(String id) {
            Product product = next(id);
            return id.isEmpty() ? Optional.empty() : Optional.of(product);
        }

        @Cached
        public CompletionStage<Product> later(String id) {
            return CompletableFuture.supplyAsync(() -> next(id));
        }

        @Cached(cacheKeyGenerator = Initial.class)
        public Product byInitial(String name) {
            return next(name);
        }

        @Cached(unless = IsSold.class)
        public Product offer(String name) {
            return next(name);
        }

        @Cached
        public Product failing(String id) throws IOException {
            throw new IOException(next(id).toString());
        }

        @CachePut(cacheName = "products")
        public void put(@CacheKey String id, @CacheValue Product product) {}

        @CacheInvalidate(cacheName = "products")
        @CacheInvalidate(cacheName = "products", key = "{product.name}")
        public void replace(@CacheKey String id, Product product) {}

        @CacheInvalidate(cacheName = "products", afterInvocation = false)
        public Product reload(String id) {
            // through the container, as the call of another bean
            return self.product(id, Locale.ROOT);
        }

        @CacheInvalidate(cacheName = "products")
        public void failToChange(String id) throws IOException {
            throw new IOException(id);
        }

        @CacheInvalidate(cacheName = "products", evictFor = IOException.class)
        public void changeAndFail(String id) throws IOException {
            throw new IOException(id);
        }

        @CacheInvalidate(cacheName = "products", noEvictFor = IOException.class)
        public void changeOrFail(String id) throws IOException {
            throw new IOException(id);
        }

        @CacheInvalidateAll(cacheName = "products")
        public void clear() {}

        @Cached(tags = {"region:{region.code}", "name:{result.name}"})
        public Product best(Region region) {
            return next(region.note());
        }

        @Cached(tags = "page:{1}")
        public List<Product> page(Region region, int page) {
            return List.of(next(region.note()));
        }

        @CacheInvalidate(tags = {"name:{name}", "page:{page}"})
        public void changeEverywhere(String name, long page) {}
    }

    interface Saving<T> {
        @CachePut(cacheName = "products")
        T save(@CacheKey String id, T value);
    }

    @ApplicationScoped
    static class Saved implements Saving<Product> {
        @Override
        public Product save(String id, Product value) {
            return new Product(value.name() + " saved", value.call());
        }
    }

    @ApplicationScoped
    @CacheDefaults(cacheName = "products", cacheKeyGenerator = Initial.class)
    static class WithDefaults {
        @Cached
        public Product product(String name) {
            return new Product(name, -1);
        }

        @CacheInvalidate
        public void change(String name) {}
    }

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    @BeforeEach
    void clear() {
        events.failing(false);
        catalog.clear();
        events.take();
    }

    private int loadsOf(Runnable reads) {
        int before = calls.get();
        reads.run();
        return calls.get() - before;
    }

    private int loadsOfProduct(String id) {
        return loadsOf(() -> catalog.product(id, Locale.ROOT));
    }

    @Test
    void cached_secondCall_isAnsweredFromTheCache() {
        Product first = catalog.product("1", Locale.US);

        assertThat(catalog.product("1", Locale.UK)).isEqualTo(first);
        assertThat(catalog.product("2", Locale.US)).isNotEqualTo(first);
    }

    @Test
    void cached_genericType_comesBackAsDeclared() {
        Map<String, List<Product>> first = catalog.search(new Region("eu", "one"), 1);

        assertThat(catalog.search(new Region("eu", "other"), 1)).isEqualTo(first);
        assertThat(catalog.search(new Region("eu", "other"), 2)).isNotEqualTo(first);
        assertThat(catalog.search(new Region("eu", "other"), 1).get("eu1")).hasOnlyElementsOfType(Product.class);
    }

    @Test
    void cached_optional_isCachedFullAndEmpty() {
        Optional<Product> first = catalog.perhaps("1");

        assertThat(first).isPresent();
        assertThat(loadsOf(() -> assertThat(catalog.perhaps("1")).isEqualTo(first)))
                .isZero();
        assertThat(loadsOf(() -> assertThat(catalog.perhaps("")).isEmpty())).isEqualTo(1);
        assertThat(loadsOf(() -> assertThat(catalog.perhaps("")).isEmpty())).isZero();
    }

    @Test
    void cached_stage_isCachedAsItsContent() {
        Product first = catalog.later("1").toCompletableFuture().join();

        assertThat(catalog.later("1").toCompletableFuture().join()).isEqualTo(first);
    }

    @Test
    void cached_keyGenerator_isABeanThatNamesTheKey() {
        Product ada = catalog.byInitial("Ada");

        assertThat(catalog.byInitial("Alan")).isEqualTo(ada);
        assertThat(catalog.byInitial("Grace")).isNotEqualTo(ada);
    }

    @Test
    void cached_unless_isABeanThatExcludesResults() {
        assertThat(catalog.offer("sold")).isNotEqualTo(catalog.offer("sold"));
        assertThat(catalog.offer("new")).isEqualTo(catalog.offer("new"));
    }

    @Test
    void cached_methodThatFails_throwsItsOwnExceptionEachTime() {
        assertThat(loadsOf(() -> {
                    assertThatThrownBy(() -> catalog.failing("1")).isInstanceOf(IOException.class);
                    assertThatThrownBy(() -> catalog.failing("1")).isInstanceOf(IOException.class);
                }))
                .isEqualTo(2);
    }

    @Test
    void put_value_isWhatTheNextReadReturns() {
        catalog.product("1", Locale.ROOT);
        catalog.put("1", new Product("put", 0));

        assertThat(catalog.product("1", Locale.ROOT)).isEqualTo(new Product("put", 0));
    }

    /** Its type is that of the class. */
    @Test
    void put_withoutAValue_storesTheResult() {
        catalog.product("1", Locale.ROOT);
        APPLICATION.bean(Saved.class).save("1", new Product("one", 0));

        assertThat(catalog.product("1", Locale.ROOT)).isEqualTo(new Product("one saved", 0));
    }

    @Test
    void invalidate_twoOnOneMethod_removesBothOnce() {
        catalog.product("1", Locale.ROOT);
        catalog.product("2", Locale.ROOT);
        catalog.product("3", Locale.ROOT);

        catalog.replace("1", new Product("2", 0));

        assertThat(events.take())
                .containsExactly(new CacheInvalidated("products", false), new CacheInvalidated("products", false));
        assertThat(loadsOfProduct("1")).isEqualTo(1);
        assertThat(loadsOfProduct("2")).isEqualTo(1);
        assertThat(loadsOfProduct("3")).isZero();
    }

    @Test
    void invalidate_beforeTheCall_isSeenByTheMethod() {
        catalog.product("1", Locale.ROOT);

        assertThat(loadsOf(() -> catalog.reload("1"))).isEqualTo(1);
    }

    @Test
    void invalidate_failedMethod_dependsOnTheFailure() {
        catalog.product("1", Locale.ROOT);
        assertThatThrownBy(() -> catalog.failToChange("1")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> catalog.changeOrFail("1")).isInstanceOf(IOException.class);
        assertThat(loadsOfProduct("1")).isZero();

        assertThatThrownBy(() -> catalog.changeAndFail("1")).isInstanceOf(IOException.class);
        assertThat(loadsOfProduct("1")).isEqualTo(1);
    }

    @Test
    void invalidateAll_cache_isEmptyAfterwards() {
        catalog.product("1", Locale.ROOT);
        catalog.clear();

        assertThat(events.take()).contains(new CacheInvalidated("products", true));
        assertThat(loadsOfProduct("1")).isEqualTo(1);
    }

    /** No method has been called that would tell which caches have tags. */
    @Test
    void invalidate_tagsWithoutACache_reachesAllThatHaveSome() {
        Region region = new Region("eu", "box");
        APPLICATION.bean(Caches.class).invalidateTags("name:none");
        assertThat(events.take()).hasSize(2);
        catalog.changeEverywhere("none", 0);
        assertThat(events.take()).hasSize(2);
        Product best = catalog.best(region);
        List<Product> page = catalog.page(region, 7);
        catalog.changeEverywhere("pack", 8);
        assertThat(catalog.best(region)).isEqualTo(best);
        assertThat(catalog.page(region, 7)).isEqualTo(page);

        catalog.changeEverywhere("box", 7);

        assertThat(catalog.best(region)).isNotEqualTo(best);
        assertThat(catalog.page(region, 7)).isNotEqualTo(page);
    }

    @Test
    void defaults_ofTheClass_giveCacheAndKeyGenerator() {
        WithDefaults bean = APPLICATION.bean(WithDefaults.class);
        catalog.put("A", new Product("shared", 0));

        assertThat(bean.product("Ada")).isEqualTo(new Product("shared", 0));
        bean.change("Alan");
        assertThat(bean.product("Ada")).isEqualTo(new Product("Ada", -1));
    }

    @Test
    void invalidate_failingObserver_doesNotFailTheCall() {
        events.failing(true);
        catalog.clear();

        assertThat(events.take()).containsExactly(new CacheInvalidated("products", true));
    }
}
