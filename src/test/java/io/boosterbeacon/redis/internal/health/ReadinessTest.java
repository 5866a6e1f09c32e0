package io.boosterbeacon.redis.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees. */
class ReadinessTest {
    @BeforeAll
    static void standInForTheServer() {
        HealthCheckResponse.setResponseProvider(Response::new);
    }

    private static Map<String, Object> data(HealthCheckResponse response) {
        return response.getData().orElseThrow();
    }

    private static HealthCheckResponse ask(Application application) {
        return application.bean(StoreReadiness.class).call();
    }

    @Test
    void embedded_isUp() {
        try (Application application = new Application()) {
            HealthCheckResponse response = ask(application);

            assertThat(response.getStatus()).isEqualTo(Status.UP);
            assertThat(data(response))
                    .containsEntry("store", "embedded")
                    .containsEntry("shape", "embedded")
                    .containsEntry("circuit.revocation", "closed")
                    .doesNotContainKeys("warning", "error");
        }
    }

    @ParameterizedTest
    @CsvSource({"shop", "billing"})
    void check_ofEachApplication_hasItsName(String application) {
        try (Application running = new Application(Map.of("beacon.application.name", application))) {
            assertThat(ask(running).getName()).isEqualTo("beacon-redis/" + application);
        }
    }

    @Test
    void redis_tellsItsState() {
        try (RedisProcess server = RedisProcess.start("--maxmemory", "100mb");
                Application application = new Application(Application.on(server.url()))) {
            application.bean(RedisService.class).increment("key", 1);
            HealthCheckResponse response = ask(application);

            assertThat(response.getStatus()).isEqualTo(Status.UP);
            assertThat(data(response))
                    .containsEntry("store", "redis")
                    .containsEntry("shape", "standalone")
                    .containsEntry("address", "127.0.0.1:" + server.port())
                    .containsEntry("maxmemoryPolicy", "noeviction")
                    .containsEntry("circuit.commands", "closed")
                    .containsEntry("circuit.cache", "closed")
                    .containsEntry("circuit.cache-write", "closed")
                    .containsEntry("circuit.ratelimit", "closed")
                    .containsKey("latencyMicros")
                    .doesNotContainKeys("warning", "error");
            assertThat(data(response).get("scripts")).asString().matches("[1-9]\\d* of \\d+ loaded.*");
        }
    }

    @Test
    void redis_thatEvicts_isWarnedOfInHealthAndLog() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                RedisProcess server = RedisProcess.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
                Application application = new Application(Application.on(server.url()))) {
            HealthCheckResponse response = ask(application);

            assertThat(response.getStatus()).isEqualTo(Status.UP);
            assertThat(data(response)).containsEntry("maxmemoryPolicy", "allkeys-lru");
            assertThat(data(response).get("warning")).asString().contains("allkeys-lru", "noeviction");
            await().untilAsserted(() -> assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line).contains("maxmemory-policy is allkeys-lru")));
        }
    }

    @Test
    void user_whoMayNotAsk_isUpAllTheSame() {
        try (RedisProcess server =
                        RedisProcess.start("--user", "ada", "on", ">pw", "~*", "&*", "+@all", "-info", "-script");
                Application application =
                        new Application(Application.on(server.url().replace("//", "//ada:pw@")))) {
            HealthCheckResponse response = ask(application);

            assertThat(response.getStatus()).isEqualTo(Status.UP);
            assertThat(data(response))
                    .containsEntry("maxmemoryPolicy", "unknown")
                    .containsEntry("scripts", "unknown");
        }
    }

    @ParameterizedTest
    @CsvSource({"down, DOWN", "up, UP"})
    void redis_thatDied_isToldWithItsReason(String setting, Status status) {
        Map<String, String> properties = new HashMap<>();
        try (RedisProcess server = RedisProcess.start()) {
            properties.putAll(Application.on(server.url()));
            properties.put("beacon.health.on-store-failure", setting);
            try (Application application = new Application(properties)) {
                assertThat(ask(application).getStatus()).isEqualTo(Status.UP);

                server.kill();
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                    HealthCheckResponse response = ask(application);
                    assertThat(response.getStatus()).isEqualTo(status);
                    assertThat(data(response))
                            .containsEntry("error", "CONNECTION_ERROR")
                            .containsKey("message");
                });
                for (int i = 0; i < 30; i++) {
                    assertThat(application.bean(RedisService.class).isReady()).isFalse();
                }
                assertThat(data(ask(application))).containsEntry("circuit.commands", "open");
            }
        }
    }

    @Alone
    @Test
    void redis_thatIsFrozen_isToldBeforeTheOrchestratorGivesUp() {
        try (RedisProcess server = RedisProcess.start();
                Application application = new Application(Map.of("redis.url", server.url()))) {
            assertThat(ask(application).getStatus()).isEqualTo(Status.UP);
            server.freeze();
            long began = System.nanoTime();

            HealthCheckResponse response = ask(application);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(response.getStatus()).isEqualTo(Status.DOWN);
            assertThat(data(response)).containsEntry("error", "TIMEOUT_ERROR");
        }
    }

    /** As a server has it. */
    static final class Response extends HealthCheckResponseBuilder {
        private final Map<String, Object> data = new HashMap<>();
        private String name = "";
        private boolean up;

        @Override
        public HealthCheckResponseBuilder name(String next) {
            name = next;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean next) {
            up = next;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(name, up ? Status.UP : Status.DOWN, Optional.of(data));
        }
    }
}
