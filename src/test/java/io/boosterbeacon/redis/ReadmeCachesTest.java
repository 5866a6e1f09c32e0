package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of caches does what the README says. */
class ReadmeCachesTest {
    private static final Path README = Path.of("README.md");

    @TempDir
    Path output;

    private Class<?> shown(String type) throws Exception {
        String code = Snippets.java(README)
                .filter(snippet -> snippet.contains("public class " + type + " "))
                .findFirst()
                .orElseThrow();
        return Snippets.compiled(code, output);
    }

    private static Object call(Application application, Class<?> type, String method, String argument)
            throws Exception {
        return type.getMethod(method, String.class).invoke(application.bean(type), argument);
    }

    /** Counts what the caches of the examples do, whose values are always the same. */
    @ApplicationScoped
    static class Counts {
        @Inject
        Caches caches;

        public CacheStatistics of(String cache) {
            return Objects.requireNonNull(caches.statistics().get(cache));
        }
    }

    @Test
    void profile_isLoadedOnceUntilItIsRenamed() throws Exception {
        Class<?> profiles = shown("UserProfiles");
        try (Application application = new Application(profiles, Counts.class)) {
            Counts counts = application.bean(Counts.class);
            Object first = call(application, profiles, "find", "ada");
            assertThat(call(application, profiles, "find", "ada")).isEqualTo(first);
            assertThat(counts.of("user-profile").loads()).isEqualTo(1);
            assertThat(counts.of("user-profile").hits()).isEqualTo(1);

            profiles.getMethod("rename", String.class, String.class)
                    .invoke(application.bean(profiles), "ada", "Ada Lovelace");

            assertThat(call(application, profiles, "find", "ada")).isEqualTo(first);
            assertThat(counts.of("user-profile").loads()).isEqualTo(2);
        }
    }

    /** With shorter times, in the same order. */
    @Test
    void forecast_isReplacedWhileItIsServed_beforeItsEndAndAfterIt() throws Exception {
        Class<?> forecasts = shown("Forecasts");
        Map<String, String> shorter = Map.of(
                "beacon.cache.\"forecast\".ttlUnit",
                "MILLIS",
                "beacon.cache.\"forecast\".ttl",
                "1500",
                "beacon.cache.\"forecast\".refreshAfter",
                "300",
                "beacon.cache.\"forecast\".staleTtl",
                "600000");
        try (Application application = new Application(shorter, forecasts, Counts.class)) {
            Counts counts = application.bean(Counts.class);
            Object first = call(application, forecasts, "forecast", "Oslo");
            assertThat(counts.of("forecast").loads()).isEqualTo(1);

            await().untilAsserted(() -> {
                assertThat(call(application, forecasts, "forecast", "Oslo")).isEqualTo(first);
                assertThat(counts.of("forecast").loads()).isGreaterThan(1);
            });
            await().pollDelay(Duration.ofMillis(1_600)).until(() -> true);
            long loads = counts.of("forecast").loads();
            assertThat(call(application, forecasts, "forecast", "Oslo")).isEqualTo(first);
            assertThat(counts.of("forecast").staleServes()).isPositive();
            await().untilAsserted(
                            () -> assertThat(counts.of("forecast").loads()).isGreaterThan(loads));
            assertThat(counts.of("forecast").misses()).isEqualTo(1);
        }
    }

    @Test
    void country_isNearUntilItIsRenamed() throws Exception {
        Class<?> countries = shown("Countries");
        Map<String, String> redis =
                new HashMap<>(Application.on(RedisProcess.shared().url()));
        redis.put("redis.key.prefix", "readme" + System.nanoTime());
        try (Application application = new Application(redis, countries, Counts.class)) {
            Counts counts = application.bean(Counts.class);
            Object first = call(application, countries, "find", "no");
            await().untilAsserted(() -> {
                assertThat(call(application, countries, "find", "no")).isEqualTo(first);
                assertThat(counts.of("country").nearHits()).isPositive();
            });
            assertThat(counts.of("country").loads()).isEqualTo(1);
            assertThat(counts.of("country").bytes()).isPositive();

            countries
                    .getMethod("rename", String.class, String.class)
                    .invoke(application.bean(countries), "no", "Norge");

            assertThat(counts.of("country").bytes()).isZero();
            assertThat(call(application, countries, "find", "no")).isEqualTo(first);
            assertThat(counts.of("country").loads()).isEqualTo(2);
        }
    }

    @Test
    void tokenWithoutALifetime_isNotStored() throws Exception {
        Class<?> tokens = shown("AccessTokens");
        Class<?> ttl = Stream.of(tokens.getDeclaredClasses())
                .filter(CacheTtl.class::isAssignableFrom)
                .findFirst()
                .orElseThrow();
        try (Application application = new Application(tokens, ttl)) {
            assertThat(call(application, tokens, "token", "bank"))
                    .isEqualTo(call(application, tokens, "token", "bank"));
            assertThat(call(application, tokens, "token", "test"))
                    .isNotEqualTo(call(application, tokens, "token", "test"));
        }
    }

    @Test
    void cart_livesAsLongAsItIsRead() throws Exception {
        Class<?> carts = shown("Carts");
        try (Application application = new Application(carts)) {
            Object first = call(application, carts, "cart", "ada");
            await().during(Duration.ofSeconds(3))
                    .untilAsserted(() ->
                            assertThat(call(application, carts, "cart", "ada")).isEqualTo(first));
            await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);
            assertThat(call(application, carts, "cart", "ada")).isNotEqualTo(first);
        }
    }

    @Test
    void slowLoad_timesOutAndIsStored() throws Exception {
        Class<?> quotes = shown("Quotes");
        try (Application application = new Application(quotes)) {
            assertThat(call(application, quotes, "quote", "fast")).isEqualTo("fast: 42");
            assertThatThrownBy(() -> call(application, quotes, "quote", "slow"))
                    .hasCauseInstanceOf(CacheLoadTimeoutException.class);

            await().pollDelay(Duration.ofSeconds(1)).ignoreExceptions().until(() -> {
                long begin = System.nanoTime();
                Object quote = call(application, quotes, "quote", "slow");
                return quote.equals("slow: 42") && System.nanoTime() - begin < 1_000_000_000L;
            });
        }
    }

    @Test
    void bypass_reloadsAValueForAllCallers() throws Exception {
        Class<?> desk = shown("ReportDesk");
        Class<?> reports = desk.getDeclaredClasses()[0];
        try (Application application = new Application(desk, reports)) {
            Object first = call(application, reports, "report", "sales");
            assertThat(call(application, reports, "report", "sales")).isEqualTo(first);

            Object second = call(application, desk, "reload", "sales");

            assertThat(second).isNotEqualTo(first);
            assertThat(call(application, reports, "report", "sales")).isEqualTo(second);
        }
    }

    @Test
    void severalValues_areThoseOfTheSingleReads() throws Exception {
        Class<?> prices = shown("PriceList");
        Method find = prices.getMethod("find", long.class);
        Method findAll = prices.getMethod("findAll", Collection.class);
        try (Application application = new Application(prices)) {
            Object bean = application.bean(prices);
            Object single = ((Optional<?>) find.invoke(bean, 7L)).orElseThrow();

            Map<?, ?> several = (Map<?, ?>) findAll.invoke(bean, List.of(8L, 7L, 9L));

            assertThat(new ArrayList<Object>(several.keySet())).isEqualTo(List.of(8L, 7L, 9L));
            assertThat(several.get(7L)).isEqualTo(single);
            // the method was asked for two
            assertThat(several.get(8L)).hasToString("Price[product=8, text=…from the database, with [8, 9]]");
            prices.getMethod("change", long.class).invoke(bean, 8L);
            assertThat(find.invoke(bean, 8L)).hasToString("Optional[Price[product=8, text=…from the database]]");
            assertThat(find.invoke(bean, 9L))
                    .hasToString("Optional[Price[product=9, text=…from the database, with [8, 9]]]");
        }
    }
}
