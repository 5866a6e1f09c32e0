package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The switch that shows what is sent to Redis. */
class TraceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void commands_whenTraced_areLoggedWithoutKeysAndValues() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.trace");
                Application application = new Application(
                        Map.of("redis.url", RedisProcess.shared().url(), "redis.trace", "true"))) {
            RedisService redis = application.bean(RedisService.class);
            redis.set("ada-lovelace", "secret-value", MINUTE);
            redis.rateLimit("ada-lovelace", MINUTE, 10);
            assertThatThrownBy(() -> redis.increment("ada-lovelace", 1)).isInstanceOf(RedisException.class);

            await().untilAsserted(() -> assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line).matches("EVALSHA #[0-9a-f]{12} \\d+ µs"))
                    .anySatisfy(line -> assertThat(line).matches("EVALSHA #[0-9a-f]{12} Redis refused.*")));
            assertThat(lines.all())
                    .noneSatisfy(line -> assertThat(line).containsAnyOf("ada-lovelace", "secret-value", "beacon:"));
        }
    }

    @Test
    void commands_whenNot_areNotLogged() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.trace");
                Application application = new Application(
                        Map.of("redis.url", RedisProcess.shared().url()))) {
            application.bean(RedisService.class).set("key", "value", MINUTE);

            assertThat(lines.all()).isEmpty();
        }
    }
}
