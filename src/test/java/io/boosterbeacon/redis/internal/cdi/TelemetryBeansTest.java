package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.internal.telemetry.CircuitState;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bean that implements the listener hears everything once, on each store, without anybody knowing of it. */
class TelemetryBeansTest {
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
        try (Application application = new Application(properties, TelemetryRecorder.class, Shop.class)) {
            TelemetryRecorder recorder = application.bean(TelemetryRecorder.class);
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

            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            JsonWebToken token = token();
            assertThat(blacklist.isTokenRevoked(token)).isFalse();
            assertThat(recorder.take()).containsExactly("check NOT_REVOKED");
            blacklist.revokeToken(token, "lost");
            assertThat(recorder.take()).containsExactly("revoked lost");
            assertThat(blacklist.isTokenRevoked(token)).isTrue();
            assertThat(recorder.take()).containsExactly("check REVOKED");

            RedisService service = application.bean(RedisService.class);
            service.set("text", "no number", Duration.ofMinutes(1));
            assertThatThrownBy(() -> service.increment("text", 1)).isInstanceOf(RedisException.class);
            assertThat(recorder.take()).containsExactly("failed COMMANDS COMMAND_ERROR");

            // a server that refuses a command answers, and no circuit opens
            assertThat(recorder.circuits()).isEmpty();
            if (properties.isEmpty()) {
                assertThat(recorder.connections()).isEmpty();
            } else {
                await().untilAsserted(() -> assertThat(recorder.connections()).containsExactly("connected"));
            }
        }
    }

    /** The embedded store has no outages. */
    @Test
    void listener_duringAnOutage_hearsOfFailuresCircuitsAndConnections() {
        try (RedisProcess server = RedisProcess.start();
                Application application =
                        new Application(Application.on(server.url()), TelemetryRecorder.class, Shop.class)) {
            TelemetryRecorder recorder = application.bean(TelemetryRecorder.class);
            callEveryUse(application);
            await().untilAsserted(() -> assertThat(recorder.connections()).containsExactly("connected"));
            assertThat(recorder.degraded()).isEmpty();
            assertThat(recorder.take()).noneMatch(event -> event.startsWith("failed"));

            server.kill();

            // before the first invalidation: until that is made up for, this node does not read from the store
            await().untilAsserted(() -> {
                application.bean(Shop.class).price("a");
                assertThat(recorder.circuits()).containsKey(StoreUse.CACHE);
            });
            await().untilAsserted(() -> {
                callEveryUse(application);
                assertThat(recorder.circuits().keySet()).containsExactlyInAnyOrder(StoreUse.values());
            });
            assertThat(recorder.circuits().values())
                    .allSatisfy(states -> assertThat(states).containsExactly(CircuitState.OPEN));
            assertThat(recorder.degraded()).containsExactlyInAnyOrder(StoreUse.values());
            assertThat(recorder.connections()).containsExactly("connected", "disconnected");
            assertThat(recorder.take())
                    .contains("check UNKNOWN", "two ADMITTED_LOCALLY")
                    .contains(Stream.of(StoreUse.values())
                            .map(use -> "failed " + use + " CONNECTION_ERROR")
                            .toArray(String[]::new));

            server.restart();

            await().untilAsserted(() -> {
                callEveryUse(application);
                assertThat(recorder.recovered()).containsExactlyInAnyOrder(StoreUse.values());
            });
            assertThat(recorder.circuits().values()).allSatisfy(states -> assertThat(states)
                    .containsSubsequence(CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED)
                    .last()
                    .isEqualTo(CircuitState.CLOSED));
            assertThat(recorder.degraded()).hasSize(StoreUse.values().length);
            assertThat(recorder.connections()).containsExactly("connected", "disconnected", "connected");
        }
    }

    private static JsonWebToken token() {
        long now = Instant.now().getEpochSecond();
        return Tokens.verified(Tokens.sign(Map.of(
                "iss",
                "https://issuer.example",
                "sub",
                "ada",
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                now,
                "exp",
                now + 900)));
    }

    /** Calls the store once for each of its uses, whether or not it answers. */
    private static void callEveryUse(Application application) {
        Shop shop = application.bean(Shop.class);
        shop.price("a");
        shop.change("a");
        attempt(shop::buy);
        attempt(() -> application.bean(TokenBlacklistService.class).isTokenRevoked(token()));
        attempt(() -> application.bean(RedisService.class).get("key"));
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (RedisException | RateLimitExceededException e) {
            // the listener hears of it
        }
    }
}
