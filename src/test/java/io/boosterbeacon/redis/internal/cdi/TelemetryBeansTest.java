package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bean that implements the listener hears everything once, on each store, without anybody knowing of it. */
class TelemetryBeansTest {
    @LibrarySingleton
    static class Recorder implements Telemetry {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void cacheInvalidated(String cache, boolean all) {
            heard.add("invalidated " + cache + (all ? " all" : ""));
        }

        @Override
        public void cacheHit(String cache, HitSource source) {
            heard.add("hit " + cache + " " + source);
        }

        @Override
        public void cacheMiss(String cache) {
            heard.add("miss " + cache);
        }

        @Override
        public void cacheLoaded(String cache, long nanos) {
            heard.add("loaded " + cache + (nanos > 0 ? "" : " in no time"));
        }

        @Override
        public void cacheLoadFailed(String cache, long nanos) {
            heard.add("load failed " + cache);
        }

        @Override
        public void cacheServedStale(String cache) {
            heard.add("stale " + cache);
        }

        @Override
        public void limitDecided(
                String endpoint,
                String policy,
                String subject,
                LimitOutcome outcome,
                @Nullable RateLimitResult result,
                boolean trial) {
            heard.add(policy + " " + outcome + (trial ? " trial" : ""));
        }

        @Override
        public void revoked(Revocation revocation, String reason) {
            heard.add("revoked " + reason);
        }

        List<String> take() {
            List<String> taken = List.copyOf(heard);
            heard.clear();
            return taken;
        }
    }

    @ApplicationScoped
    static class Shop {
        @RateLimit(name = "two", value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        @RateLimit(name = "trial", value = 1, window = 1, windowUnit = ChronoUnit.HOURS, shadow = true)
        public void buy() {}

        private volatile boolean failing;

        @Cached(cacheName = "prices", ttl = 60, staleTtl = 600)
        public String price(@CacheKey String article) {
            return load();
        }

        @Cached(cacheName = "prices", ttl = 60, staleTtl = 600)
        public CompletionStage<String> priceLater(@CacheKey String article) {
            return failing
                    ? CompletableFuture.failedFuture(new IllegalStateException("no prices"))
                    : CompletableFuture.completedFuture("1");
        }

        private String load() {
            if (failing) {
                throw new IllegalStateException("no prices");
            }
            return "1";
        }

        public void fail() {
            failing = true;
        }

        @CacheInvalidate(cacheName = "prices")
        public void change(@CacheKey String article) {}

        @CacheInvalidateAll(cacheName = "prices")
        public void changeAll() {}
    }

    static Stream<Map<String, String>> stores() {
        return Stream.of(
                Map.of(),
                Map.of("redis.url", RedisProcess.shared().url(), "redis.key.prefix", "telemetry" + System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void listener_thatIsABean_hearsEachThingOnce(Map<String, String> properties) {
        try (Application application = new Application(properties, Recorder.class, Shop.class)) {
            Recorder recorder = application.bean(Recorder.class);
            Shop shop = application.bean(Shop.class);

            shop.buy();
            assertThat(recorder.take()).containsExactlyInAnyOrder("two ADMITTED", "trial ADMITTED trial");
            shop.buy();
            assertThat(recorder.take()).containsExactlyInAnyOrder("two ADMITTED", "trial DENIED trial");
            assertThatThrownBy(shop::buy).isInstanceOf(RateLimitExceededException.class);
            assertThat(recorder.take()).containsExactlyInAnyOrder("two DENIED", "trial DENIED trial");

            assertThat(shop.price("a")).isEqualTo("1");
            assertThat(recorder.take()).containsExactly("miss prices", "loaded prices");
            assertThat(shop.price("a")).isEqualTo("1");
            assertThat(recorder.take()).containsExactly("hit prices REMOTE");
            assertThat(shop.priceLater("b"))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo("1");
            assertThat(recorder.take()).containsExactly("miss prices", "loaded prices");
            assertThat(shop.priceLater("b"))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo("1");
            assertThat(recorder.take()).containsExactly("hit prices REMOTE");
            shop.fail();
            assertThatThrownBy(() -> shop.price("c")).isInstanceOf(IllegalStateException.class);
            assertThat(recorder.take()).containsExactly("miss prices", "load failed prices");
            assertThat(shop.priceLater("c")).failsWithin(Duration.ofSeconds(10));
            assertThat(recorder.take()).containsExactly("miss prices", "load failed prices");

            shop.change("a");
            assertThat(recorder.take()).containsExactly("invalidated prices");
            shop.changeAll();
            assertThat(recorder.take()).containsExactly("invalidated prices all");

            application
                    .bean(TokenBlacklistService.class)
                    .revokeTokenId("issuer", "id", Instant.now().plusSeconds(60), "lost");
            assertThat(recorder.take()).containsExactly("revoked lost");
        }
    }
}
