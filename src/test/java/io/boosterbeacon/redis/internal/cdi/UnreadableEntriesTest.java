package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that another version of an application has left in Redis are counted misses, and one warning says so. */
class UnreadableEntriesTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAA==";
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAQ==";

    @ApplicationScoped
    static class Shop {
        @Cached(cacheName = "articles")
        public String article(String id) {
            return "a secret";
        }
    }

    static Stream<Map<String, String>> changes() {
        return Stream.of(
                Map.of("beacon.cache.\"articles\".version", "2"),
                Map.of("beacon.cache.\"articles\".encryption-key", OTHER_KEY),
                Map.of("beacon.cache.max-value-size", "9"));
    }

    private static Map<String, String> onOwnKeys() {
        Map<String, String> properties =
                new HashMap<>(Application.on(RedisProcess.shared().url()));
        properties.put("redis.key.prefix", "unreadable" + System.nanoTime());
        properties.put("beacon.cache.\"articles\".encryption-key", KEY);
        return properties;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void entryOfAnotherDeployment_isACountedMissAndOneWarning(Map<String, String> change) {
        Map<String, String> properties = onOwnKeys();
        try (Application first = new Application(properties, Shop.class)) {
            for (int i = 0; i < 3; i++) {
                first.bean(Shop.class).article("article " + i);
            }
        }
        properties.putAll(change);
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application second = new Application(properties, TelemetryRecorder.class, Shop.class)) {
            TelemetryRecorder recorder = second.bean(TelemetryRecorder.class);
            for (int i = 0; i < 3; i++) {
                assertThat(second.bean(Shop.class).article("article " + i)).isEqualTo("a secret");
                assertThat(recorder.take()).containsExactly("unreadable articles", "miss articles", "loaded articles");
            }

            assertThat(log.all())
                    .filteredOn(line -> line.contains("cannot read"))
                    .singleElement()
                    .asString()
                    .startsWith("Cache \"articles\" has a value that " + Shop.class.getName()
                            + ".article() cannot read, which is a miss: ")
                    .doesNotContain("secret", KEY, OTHER_KEY);
        }
    }

    @Test
    void sameDeployment_readsItsEntries() {
        Map<String, String> properties = onOwnKeys();
        try (Application first = new Application(properties, Shop.class)) {
            first.bean(Shop.class).article("1");
        }
        try (Application second = new Application(properties, TelemetryRecorder.class, Shop.class)) {
            second.bean(Shop.class).article("1");
            assertThat(second.bean(TelemetryRecorder.class).take()).containsExactly("hit articles REMOTE");
        }
    }

    @Test
    void wrongKeyOfACache_failsTheDeployment() {
        String property = "beacon.cache.\"articles\".encryption-key";

        assertThatThrownBy(() -> new Application(Map.of(property, "c2VjcmV0"), Shop.class).close())
                .hasMessage(property + " has a key of 6 bytes; accepted: keys of 16, 24 or 32 random bytes in base64,"
                        + " separated by commas");
    }
}
