package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Timeouts that the configuration gives to a cache, not all of whose methods can have them. */
class LoadTimeoutOverridesTest {
    @ApplicationScoped
    static class Catalogue {
        private final CountDownLatch mended = new CountDownLatch(1);

        @Cached(cacheName = "product", staleTtl = 60)
        public String find(@CacheKey String id) throws InterruptedException {
            return mended.await(30, TimeUnit.SECONDS) ? id : "still hanging";
        }

        @Cached(cacheName = "product", staleTtl = 60)
        public Map<String, String> findAll(@CacheKey List<String> ids) {
            return ids.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
        }

        public void mend() {
            mended.countDown();
        }
    }

    @Dependent
    static class OfACaller {
        @Cached(cacheName = "product", staleTtl = 60)
        public String own(@CacheKey String id) {
            return Thread.currentThread().getName();
        }

        @Cached(cacheName = "product", staleTtl = 60)
        public CompletionStage<String> later(@CacheKey String id) {
            return CompletableFuture.completedFuture(id);
        }
    }

    private static List<String> warnings(LogLines log) {
        return log.all().stream()
                .filter(line -> line.contains("LoadTimeout"))
                .sorted()
                .toList();
    }

    @Test
    void hardTimeoutOfACache_isThatOfTheMethodsItFits_andTheDeploymentNamesTheOthers() {
        Map<String, String> properties = Map.of("beacon.cache.\"product\".hardLoadTimeout", "300");
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties, Catalogue.class, OfACaller.class)) {
            Catalogue catalogue = application.bean(Catalogue.class);

            assertThat(catalogue.findAll(List.of("a"))).containsEntry("a", "a");
            assertThat(application.bean(OfACaller.class).own("b"))
                    .isEqualTo(Thread.currentThread().getName());
            assertThatThrownBy(() -> catalogue.find("c")).isInstanceOf(CacheLoadTimeoutException.class);
            catalogue.mend();
            assertThat(warnings(log))
                    .containsExactly(
                            "@Cached on " + Catalogue.class.getName() + ".findAll(): hardLoadTimeout \"300\" of the"
                                    + " configuration is ignored, because the method reads several values, which its"
                                    + " caller loads",
                            "@Cached on " + OfACaller.class.getName() + ".own(): hardLoadTimeout \"300\" of the"
                                    + " configuration is ignored, because the method cannot run on another thread");
        }
    }

    @ApplicationScoped
    static class WithoutStaleValues {
        @Cached(cacheName = "plain")
        public String plain(@CacheKey String id) {
            return id;
        }
    }

    @Test
    void softTimeout_whereNothingIsStale_isIgnored() {
        Map<String, String> properties = Map.of("beacon.cache.\"plain\".softLoadTimeout", "300");
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties, WithoutStaleValues.class)) {
            assertThat(application.bean(WithoutStaleValues.class).plain("a")).isEqualTo("a");
            assertThat(warnings(log))
                    .containsExactly("@Cached on " + WithoutStaleValues.class.getName() + ".plain(): softLoadTimeout"
                            + " \"300\" of the configuration is ignored, because without staleTtl there is no stale"
                            + " value");
        }
    }

    @Test
    void softTimeoutOfACache_isIgnoredForStagesOfACaller_too() {
        Map<String, String> properties = Map.of("beacon.cache.\"product\".softLoadTimeout", "300");
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties, Catalogue.class, OfACaller.class)) {
            assertThat(application
                            .bean(OfACaller.class)
                            .later("a")
                            .toCompletableFuture()
                            .join())
                    .isEqualTo("a");
            assertThat(warnings(log))
                    .hasSize(3)
                    .allMatch(line -> line.contains("softLoadTimeout \"300\" of the configuration is ignored"));
        }
    }
}
