package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CacheStore.Wanted;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many commands a look-up of 100 values takes, counted by the server. */
class BulkReadCostTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    /** The slots that the values of one cache are in. */
    private static final long SHARDS = 16;

    private static List<Wanted> wanted(String by) {
        return IntStream.range(0, 100)
                .mapToObj(i -> new Wanted(new CacheEntry.Cached("products", "key" + i), by + i))
                .toList();
    }

    private static void fill(CacheStore cache) {
        wanted("")
                .forEach(each -> done(cache.put(
                        each.entry(), each.entry().toString().getBytes(UTF_8), Lifetime.of(LONG), List.of())));
    }

    private static void assertAllFound(List<Lookup> found) {
        assertThat(found).hasSize(100);
        for (int i = 0; i < 100; i++) {
            String value = new CacheEntry.Cached("products", "key" + i).toString();
            assertThat(found.get(i)).isInstanceOfSatisfying(Lookup.Hit.class, hit -> assertThat(hit.value())
                    .isEqualTo(value.getBytes(UTF_8)));
        }
    }

    /** What the commands are, those inside scripts included, without heartbeats. */
    private static Map<String, Long> sent(List<Operator> servers, Runnable calls) {
        Map<String, Long> sent = new HashMap<>();
        List<Map<String, Long>> before = servers.stream().map(Operator::calls).toList();
        calls.run();
        for (int i = 0; i < servers.size(); i++) {
            Map<String, Long> earlier = before.get(i);
            servers.get(i)
                    .calls()
                    .forEach((name, count) -> sent.merge(name, count - earlier.getOrDefault(name, 0L), Long::sum));
        }
        sent.keySet()
                .removeAll(List.of(
                        "info", "reads", "ping", "subscribe", "client|tracking", "hello", "cluster|nodes", "replconf"));
        sent.values().removeIf(count -> count == 0);
        return sent;
    }

    @Test
    void hits_onOneServer_areOneCommand() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            CacheStore cache = store.cache();
            fill(cache);

            assertThat(sent(
                            List.of(operator),
                            () -> assertAllFound(done(cache.readOrLeaseAll(wanted("a"), LONG, Duration.ZERO)))))
                    .containsExactlyEntriesOf(Map.of("mget", 1L));

            // the values are near: one script on the connection whose reads are tracked
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                Map<String, Long> near = sent(
                        List.of(operator), () -> assertAllFound(done(cache.readOrLeaseAll(wanted("b"), LONG, LONG))));
                assertThat(near)
                        .containsEntry("evalsha", 1L)
                        .containsEntry("pttl", 100L)
                        .doesNotContainKey("mget");
            });

            // values that may have tags: one script for each shard
            cache.useTags("products");
            fill(cache);
            done(cache.readOrLeaseAll(wanted("c"), LONG, Duration.ZERO)); // the server does not know the script yet
            assertThat(sent(
                                    List.of(operator),
                                    () -> assertAllFound(done(cache.readOrLeaseAll(wanted("d"), LONG, Duration.ZERO))))
                            .get("evalsha"))
                    .isLessThanOrEqualTo(SHARDS);
        }
    }

    @Test
    void misses_areOneScriptForEachKeyMore() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            CacheStore cache = store.cache();
            fill(cache);
            done(cache.readOrLease(new CacheEntry.Cached("products", "none"), "a", LONG));
            done(cache.invalidate(
                    wanted("").subList(0, 10).stream().map(Wanted::entry).toList()));

            assertThat(sent(List.of(operator), () -> done(cache.readOrLeaseAll(wanted("b"), LONG, Duration.ZERO))))
                    .containsEntry("mget", 1L)
                    .containsEntry("evalsha", 10L);
        }
    }

    @Test
    void hits_inACluster_areOneCommandForEachShard() {
        try (RedisCluster cluster = RedisCluster.start();
                Store store = RedisStore.connect(
                        Faults.options(cluster.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(5)),
                        Telemetry.NONE)) {
            CacheStore cache = store.cache();
            fill(cache);
            List<Operator> operators = new ArrayList<>();
            for (String url :
                    cluster.url().substring(cluster.url().indexOf("//") + 2).split(",", -1)) {
                operators.add(new Operator("redis://" + url));
            }
            try {
                Map<String, Long> plain = sent(
                        operators, () -> assertAllFound(done(cache.readOrLeaseAll(wanted("a"), LONG, Duration.ZERO))));
                assertThat(plain.get("mget")).isBetween(2L, SHARDS);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    Map<String, Long> near =
                            sent(operators, () -> assertAllFound(done(cache.readOrLeaseAll(wanted("b"), LONG, LONG))));
                    assertThat(near).doesNotContainKey("mget");
                    assertThat(near.get("evalsha")).isBetween(2L, SHARDS);
                });
            } finally {
                operators.forEach(Operator::close);
            }
        }
    }

    /** A server with all slots that was set up as a node of a cluster, and is used as one server. */
    @Test
    void serverThatRefusesCommandsAcrossSlots_isAskedForEachShard() {
        try (RedisProcess server = RedisProcess.start(
                        "--cluster-enabled", "yes", "--cluster-config-file", "nodes-" + System.nanoTime() + ".conf");
                Operator operator = new Operator(server.url())) {
            RedisCommands<String, String> redis = operator.redis();
            redis.clusterAddSlots(IntStream.range(0, 16_384).toArray());
            await().until(() -> redis.clusterInfo().contains("cluster_state:ok"));
            try (Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
                CacheStore cache = store.cache();
                fill(cache);

                assertAllFound(done(cache.readOrLeaseAll(wanted("a"), LONG, Duration.ZERO)));
                assertThat(sent(
                                        List.of(operator),
                                        () -> assertAllFound(
                                                done(cache.readOrLeaseAll(wanted("b"), LONG, Duration.ZERO))))
                                .get("mget"))
                        .isBetween(2L, SHARDS);
            }
        }
    }
}
