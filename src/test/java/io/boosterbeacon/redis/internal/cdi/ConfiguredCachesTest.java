package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of caches have an effect, not only a place where they are read. */
class ConfiguredCachesTest {
    private static final Duration EARLY_TTL = Duration.ofSeconds(10);
    private static final int TEXT_LENGTH = 4_000;

    @ApplicationScoped
    static class Feed {
        private final AtomicInteger loads = new AtomicInteger();

        @Cached(cacheName = "as-annotated", ttl = 60)
        public int asAnnotated(String id) {
            return loads.incrementAndGet();
        }

        @Cached(cacheName = "sliding", ttl = 60)
        public int sliding(String id) {
            return loads.incrementAndGet();
        }

        @Cached(cacheName = "due", ttl = 60)
        public int due(String id) {
            return loads.incrementAndGet();
        }

        @Cached(cacheName = "early", ttl = 60)
        public int early(String id) throws InterruptedException {
            Thread.sleep(100);
            return loads.incrementAndGet();
        }
    }

    @ApplicationScoped
    static class Texts {
        @Inject
        Caches caches;

        @Cached(cacheName = "texts", localTtl = 60)
        public String text(int number) {
            return (number + " ").repeat(TEXT_LENGTH / (number + " ").length());
        }

        public CacheStatistics statistics() {
            return Objects.requireNonNull(caches.statistics().get("texts"));
        }
    }

    private static Map<String, String> inMillis(String cache, long ttl, String member, String value) {
        String prefix = "beacon.cache.\"" + cache + "\".";
        return Map.of(prefix + "ttlUnit", "MILLIS", prefix + "ttl", String.valueOf(ttl), prefix + member, value);
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().until(() -> System.nanoTime() - end >= 0);
    }

    @Test
    void slidingTtl_ofACache_endsValuesThatAreNotRead() {
        Map<String, String> properties = inMillis("sliding", 60_000, "slidingTtl", "300");
        try (Application application = new Application(properties, Feed.class)) {
            Feed feed = application.bean(Feed.class);
            int first = feed.sliding("a");
            int other = feed.asAnnotated("a");
            pass(Duration.ofMillis(400));

            assertThat(feed.sliding("a")).isNotEqualTo(first);
            assertThat(feed.asAnnotated("a")).isEqualTo(other);
        }
    }

    @Test
    void refreshAfter_ofACache_replacesValuesAtThatAge() {
        Map<String, String> properties = inMillis("due", 60_000, "refreshAfter", "300");
        try (Application application = new Application(properties, Feed.class)) {
            Feed feed = application.bean(Feed.class);
            int first = feed.due("a");
            int other = feed.asAnnotated("a");
            pass(Duration.ofMillis(400));

            assertThat(feed.due("a")).isEqualTo(first);
            await().untilAsserted(() -> assertThat(feed.due("a")).isGreaterThan(first));
            assertThat(feed.asAnnotated("a")).isEqualTo(other);
        }
    }

    /** With a load of 100 ms, and a factor of 100, each read replaces the value with a probability of a third. */
    @Test
    void earlyRefresh_ofACache_replacesValuesBeforeTheirEnd() throws Exception {
        Map<String, String> properties = inMillis("early", EARLY_TTL.toMillis(), "earlyRefresh", "100");
        try (Application application = new Application(properties, Feed.class)) {
            Feed feed = application.bean(Feed.class);
            int first = feed.early("a");
            int other = feed.asAnnotated("a");

            await().atMost(EARLY_TTL.minusSeconds(1))
                    .untilAsserted(() -> assertThat(feed.early("a")).isGreaterThan(first));
            assertThat(feed.asAnnotated("a")).isEqualTo(other);
        }
    }

    private static Map<String, String> onRedis(String property, String value) {
        Map<String, String> properties =
                new HashMap<>(Application.on(RedisProcess.shared().url()));
        properties.put("redis.key.prefix", "configured" + System.nanoTime());
        properties.put(property, value);
        return properties;
    }

    /** 32 texts take more than 64 KiB and less than 64 MiB. */
    @ParameterizedTest
    @CsvSource({"64KiB, true", "64MiB, false"})
    void localMaxSize_boundsWhatANodeKeeps(String size, boolean exceeded) {
        try (Application application = new Application(onRedis("beacon.cache.local-max-size", size), Texts.class)) {
            Texts texts = application.bean(Texts.class);

            await().untilAsserted(() -> {
                for (int i = 0; i < 32; i++) {
                    texts.text(i);
                }
                assertThat(texts.statistics().nearHits()).isPositive();
                if (exceeded) {
                    assertThat(texts.statistics().evictions()).isPositive();
                } else {
                    assertThat(texts.statistics().bytes()).isGreaterThan(32 * 1_000L);
                }
            });

            if (exceeded) {
                await().untilAsserted(
                                () -> assertThat(texts.statistics().bytes()).isLessThanOrEqualTo(64 << 10));
            } else {
                assertThat(texts.statistics().evictions()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "0, false", "5000, false"})
    void compressAbove_decidesWhichValuesAreCompressed(String above, boolean compressed) {
        Map<String, String> properties = onRedis("beacon.cache.compress-above", above);
        try (Application application = new Application(properties, Texts.class)) {
            String text = application.bean(Texts.class).text(1);
            assertThat(application.bean(Texts.class).text(1)).isEqualTo(text);

            long stored = longestText(String.valueOf(properties.get("redis.key.prefix")));
            if (compressed) {
                assertThat(stored).isBetween(1L, TEXT_LENGTH / 4L);
            } else {
                assertThat(stored).isGreaterThan(TEXT_LENGTH);
            }
        }
    }

    /** The length of the longest string under a prefix. */
    private static long longestText(String prefix) {
        try (RedisClient client = RedisClient.create(RedisProcess.shared().url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            return ScanIterator.scan(redis, ScanArgs.Builder.matches(prefix + "*")).stream()
                    .filter(key -> redis.type(key).equals("string"))
                    .mapToLong(redis::strlen)
                    .max()
                    .orElse(0);
        }
    }
}
