package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Near values with tags end on all nodes when one of their tags is invalidated. */
class NearTagsTest {
    private static final String CACHE = "app:tagged";

    /** How nodes hear of changes. */
    enum Way {
        REPORTED,
        REPORTED_BY_6_2,
        PUBLISHED;

        RedisProcess start() {
            return switch (this) {
                case REPORTED -> RedisProcess.start();
                case REPORTED_BY_6_2 -> OtherRedis.REDIS_6_2.start();
                case PUBLISHED -> RedisProcess.start("--rename-command", "HELLO", "");
            };
        }
    }

    private static CacheEntry.Cached near(String tag, NearNode writer, NearNode... nodes) {
        CacheEntry.Cached entry = new CacheEntry.Cached(CACHE, UUID.randomUUID().toString());
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            done(writer.cache().put(entry, "a".getBytes(UTF_8), Lifetime.of(NearNode.LONG), List.of(tag)));
            return true;
        });
        for (NearNode node : nodes) {
            node.cache().useTags(CACHE);
            node.untilNear(entry);
        }
        return entry;
    }

    private static void invalidate(NearNode node, String tag) {
        done(node.cache().invalidateTags(CACHE, List.of(tag)));
    }

    private static void assertEndsOnAll(NearNode one, NearNode two) {
        CacheEntry.Cached red = near("red", one, one, two);
        CacheEntry.Cached blue = near("blue", one, one, two);
        await().until(() -> one.near(red).isPresent() && two.near(red).isPresent());

        invalidate(one, "red");

        assertThat(one.near(red)).isEmpty();
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(1)).until(() -> two.near(red)
                .isEmpty());
        assertThat(one.read(red)).isEmpty();
        assertThat(two.read(red)).isEmpty();
        // another tag: it is near again after its next read
        two.untilNear(blue);
        assertThat(two.near(blue)).contains("a");
    }

    @ParameterizedTest
    @EnumSource
    void tag_invalidatedOnOneNode_endsTheNearValuesOfAll(Way way) {
        try (RedisProcess server = way.start();
                NearNode one = NearNode.on(server.url());
                NearNode two = NearNode.on(server.url())) {
            assertEndsOnAll(one, two);
        }
    }

    @Test
    void tag_invalidatedInACluster_endsTheNearValuesOfAllMasters() {
        try (RedisCluster servers = RedisCluster.start();
                NearNode one = node(servers);
                NearNode two = node(servers)) {
            for (int i = 0; i < 10; i++) {
                assertEndsOnAll(one, two);
            }
        }
    }

    private static NearNode node(RedisCluster servers) {
        return new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(2)));
    }

    /** What was evicted in Redis may still be near: the invalidation ends it all the same. */
    @Test
    void tag_whoseStateWasLost_stillEndsNearValues() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url());
                NearNode one = NearNode.on(server.url());
                NearNode two = NearNode.on(server.url())) {
            CacheEntry.Cached entry = near("red", one, one, two);
            operator.redis().keys("*:tags*").forEach(key -> operator.redis().del(key));

            invalidate(one, "red");

            await().atMost(Duration.ofSeconds(5)).until(() -> two.near(entry).isEmpty());
            assertThat(two.read(entry)).isEmpty();
        }
    }
}
