package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.CompiledClasses;
import io.boosterbeacon.redis.testing.OnRedis;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two versions of an application, one with another record, share the caches while the new one replaces the old one: no
 * call fails, and each gets what its own version has loaded.
 */
class RollingDeploymentTest extends CacheContract {
    private static final CompiledClasses OLD = compiled("String name, int price");

    /** The methods that return the record, in each way. */
    private static final List<String> METHODS = List.of("product", "later", "list", "map", "option", "tagged");

    /** A version of the application. */
    private static CompiledClasses compiled(String components) {
        String source =
                """
                package shop;
                import io.boosterbeacon.redis.cache.*;
                import java.util.*;
                import java.util.concurrent.CompletionStage;
                public interface Catalog {
                    record Product(%s) {}
                    record Price(int amount, String currency) {}
                    enum Color { RED, GREEN }
                    @Cached(cacheName = "products", staleTtl = 60, localTtl = 30)
                    Product product(String id);
                    @Cached(cacheName = "product-stages")
                    CompletionStage<Product> later(String id);
                    @Cached(cacheName = "product-lists", localTtl = 30)
                    List<Product> list(String id);
                    @Cached(cacheName = "product-maps")
                    Map<String, List<Product>> map(String id);
                    @Cached(cacheName = "product-options", nullTtl = 30)
                    Optional<Product> option(String id);
                    @Cached(cacheName = "product-tags", tags = "all")
                    Product tagged(String id);
                    @CachePut(cacheName = "products")
                    void put(String id, @CacheValue Product product);
                    @CacheInvalidate(cacheName = "products")
                    void sold(String id);
                }
                """
                        .formatted(components);
        return CompiledClasses.of("shop.Catalog", source);
    }

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    /** A node of one version. */
    private final class Version {
        private final Class<?> product;
        private final CacheRig node;
        private final String name;

        Version(String name, CompiledClasses classes) throws Exception {
            this.name = name;
            Class<?> catalog = classes.loadClass("shop.Catalog");
            this.product = classes.loadClass("shop.Catalog$Product");
            this.node = node(catalog, CacheRig.SETTINGS);
        }

        /** A record of this version, which no other version can be mistaken for. */
        Object value() throws Exception {
            RecordComponent[] components = product.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(types[i]);
            }
            Constructor<?> constructor = product.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        }

        private Object value(Class<?> type) throws Exception {
            if (type == String.class) {
                return name;
            }
            if (type == int.class) {
                return name.length();
            }
            if (type == long.class) {
                return (long) name.length();
            }
            if (type.isEnum()) {
                return type.getEnumConstants()[1];
            }
            Constructor<?> constructor = type.getDeclaredConstructor(int.class, String.class);
            constructor.setAccessible(true);
            return constructor.newInstance(name.length(), name);
        }

        private Object returned(String method) throws Exception {
            return switch (method) {
                case "later" -> CompletableFuture.completedFuture(value());
                case "list" -> List.of(value(), value());
                case "map" -> Map.of("a", List.of(value()));
                case "option" -> Optional.of(value());
                default -> value();
            };
        }

        /** Reads, and compares the value with what this version loads. */
        void read(String method) throws Exception {
            Object read = CacheContract.value(node.read(method, () -> returned(method), id));
            assertThat(read).as(name + " by " + method).isEqualTo(CacheContract.value(returned(method)));
        }

        CacheStatistics statistics() {
            return node.caches().statistics().get("products");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "String name, int price, String currency",
                "String name",
                "String title, int price",
                "String name, long price",
                "String name, Price price",
                "String name, int price, Color color"
            })
    void versionsSideBySide_eachReadItsOwnValues_andNoCallFails(String components) throws Exception {
        Version old = new Version("old", OLD);
        Version newer = new Version("the new one", compiled(components));
        for (int i = 0; i < 4; i++) {
            for (String method : METHODS) {
                for (Version each : List.of(old, newer, newer, old)) {
                    each.read(method);
                }
            }
            newer.node.change(
                    i % 2 == 0 ? "put" : "sold", i % 2 == 0 ? new Object[] {id, newer.value()} : new Object[] {id});
        }

        for (Version each : List.of(old, newer)) {
            CacheStatistics statistics = each.statistics();
            // every read of the cache is a hit or a counted miss, and each miss has loaded
            assertThat(statistics.hits() + statistics.misses()).isEqualTo(8);
            assertThat(statistics.loads()).isEqualTo(statistics.misses());
            assertThat(statistics.misses()).isPositive();
        }
    }

    @Test
    void versionsSideBySide_readingAndChangingAtOnce_neverSeeTheOther() throws Exception {
        Version old = new Version("old", OLD);
        Version newer = new Version("the new one", compiled("String name, int price, Price more"));
        List<Future<@Nullable Void>> callers = new ArrayList<>();
        for (Version each : List.of(old, newer)) {
            callers.addAll(each.node.start(4, () -> {
                for (int i = 0; i < 200; i++) {
                    switch (ThreadLocalRandom.current().nextInt(20)) {
                        case 0 -> each.node.change("put", id, each.value());
                        case 1 -> each.node.change("sold", id);
                        default ->
                            each.read(METHODS.get(ThreadLocalRandom.current().nextInt(METHODS.size())));
                    }
                }
                return null;
            }));
        }
        for (Future<@Nullable Void> caller : callers) {
            CacheRig.get(caller);
        }
        assertThat(old.statistics().hits() + newer.statistics().hits()).isPositive();
    }
}
