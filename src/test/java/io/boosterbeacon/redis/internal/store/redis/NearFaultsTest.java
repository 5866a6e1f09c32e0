package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.RedisSentinels;
import io.lettuce.core.KillArgs;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Near values when connections and servers fail, and where the server reports no changes. */
class NearFaultsTest {
    private static final System.Logger LOG = System.getLogger(NearFaultsTest.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    private static void onServer(Consumer<RedisProcess> test, String... settings) {
        try (RedisProcess server = RedisProcess.start(settings)) {
            test.accept(server);
        }
    }

    private static CacheEntry.Cached near(NearNode node, String value) {
        CacheEntry.Cached entry = NearNode.entry();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            node.put(entry, value);
            return true;
        });
        node.untilNear(entry);
        return entry;
    }

    private static void untilGone(NearNode node, CacheEntry.Cached entry, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(1)).until(() -> node.near(entry)
                .isEmpty());
    }

    /** How long a near value is still served from now on, by the beginning of the last look-up that finds it. */
    private static Duration served(NearNode node, CacheEntry.Cached entry) {
        long now = System.nanoTime();
        long last = now;
        long begin = now;
        while (node.near(entry).isPresent()) {
            last = begin;
            assertThat(last - now).isLessThan(PATIENCE.toNanos());
            begin = System.nanoTime();
        }
        return Duration.ofNanos(last - now);
    }

    @Test
    void connection_thatIsKilled_dropsAllAndComesBack() {
        onServer(server -> {
            try (NearNode node = NearNode.on(server.url());
                    Operator operator = new Operator(server.url())) {
                CacheEntry.Cached entry = near(node, "a");

                operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
                long unused = operator.redis().append(NearNode.valueKey(entry), "b");

                untilGone(node, entry, Duration.ofSeconds(1));
                node.untilNear(entry);
                assertThat(node.near(entry)).contains("ab");
            }
        });
    }

    @Alone
    @Test
    void server_thatIsFrozen_endsNearValuesWithinASecond() {
        onServer(server -> {
            try (NearNode node = NearNode.on(server.url())) {
                CacheEntry.Cached entry = near(node, "a");

                server.freeze();
                Duration served = served(node, entry);
                server.thaw();

                LOG.log(
                        System.Logger.Level.INFO,
                        "A frozen server: near values were served for {0} ms",
                        served.toMillis());
                assertThat(served).isLessThan(Duration.ofSeconds(1));
                // nothing was missed: the connection is the same, and the value is current again
                await().atMost(PATIENCE).until(() -> node.near(entry).isPresent());
            }
        });
    }

    @Alone
    @Test
    void server_thatIsRestartedEmpty_isReadAnew() {
        onServer(server -> {
            try (NearNode node = NearNode.on(server.url())) {
                CacheEntry.Cached entry = near(node, "a");

                server.kill();
                assertThat(served(node, entry)).isLessThan(Duration.ofSeconds(1));
                server.restart();

                await().atMost(PATIENCE).ignoreExceptions().until(() -> node.read(entry)
                        .isEmpty());
                CacheEntry.Cached other = near(node, "b");
                assertThat(node.near(other)).contains("b");
            }
        });
    }

    private static void changesArePublished(RedisProcess server, String url) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                NearNode one = NearNode.on(url);
                NearNode two = NearNode.on(url)) {
            for (String change : new String[] {"put", "invalidate", "clear"}) {
                CacheEntry.Cached entry = near(one, "old");
                two.untilNear(entry);
                switch (change) {
                    case "put" -> one.put(entry, "new");
                    case "invalidate" -> one.invalidate(entry);
                    default -> done(one.cache().clear(entry.cacheName()));
                }
                assertThat(one.near(entry)).isEmpty();
                untilGone(two, entry, Duration.ofSeconds(5));
            }
            assertThat(log.all().stream().filter(line -> line.contains("Redis does not report")))
                    .hasSize(2);

            CacheEntry.Cached entry = near(one, "old");
            two.untilNear(entry);
            server.freeze();
            assertThat(served(two, entry)).isLessThan(Duration.ofSeconds(1));
            server.thaw();
        }
    }

    @Test
    void server_ofTheOldProtocol_changesArePublishedByTheNodes() {
        onServer(server -> changesArePublished(server, server.url()), "--rename-command", "HELLO", "");
    }

    private static String restricted(RedisProcess server, String rights) {
        try (Operator operator = new Operator(server.url())) {
            operator.acl(("SETUSER ada on >lovelace ~beacon:* &beacon:* +@all " + rights).split(" "));
        }
        return server.url().replace("//", "//ada:lovelace@");
    }

    @Test
    void user_whoMayNotTrack_changesArePublishedByTheNodes() {
        onServer(server -> changesArePublished(server, restricted(server, "-client|tracking")));
    }

    /** What another client writes is seen at once only if the server reports it. */
    private static boolean isReported(Operator operator, NearNode node, CacheEntry.Cached entry) {
        node.untilNear(entry);
        long unused = operator.redis().append(NearNode.valueKey(entry), "x");
        long end = System.nanoTime() + 300_000_000;
        while (System.nanoTime() - end < 0) {
            if (node.near(entry).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Servers are upgraded, and users get other rights, while applications run. */
    @Test
    void reportsThatWereRefused_areAskedForAgainByTheNextConnection() {
        onServer(server -> {
            try (LogLines log = new LogLines("io.boosterbeacon.redis");
                    Operator operator = new Operator(server.url());
                    NearNode node = NearNode.on(restricted(server, "-client|tracking"));
                    NearNode other = NearNode.on(server.url())) {
                CacheEntry.Cached entry = near(node, "a");
                // on a busy machine a heartbeat may be late, which ends near values, too
                await().atMost(PATIENCE).until(() -> !isReported(operator, node, entry));

                operator.acl("SETUSER", "ada", "+client|tracking");
                operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
                await().atMost(PATIENCE).until(() -> isReported(operator, node, entry));
                await().untilAsserted(() -> assertThat(log.all())
                        .anyMatch(line -> line.contains("Redis reports changes to near caches (localTtl) now")));

                operator.acl("SETUSER", "ada", "-client|tracking");
                operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
                await().atMost(PATIENCE).until(() -> !isReported(operator, node, entry));
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    other.put(entry, "b");
                    return true;
                });
                untilGone(node, entry, Duration.ofSeconds(5));
                assertThat(log.all().stream().filter(line -> line.contains("Redis does not report")))
                        .hasSize(2);
            }
        });
    }

    /** As in the middle of an upgrade. */
    @Test
    void clusterOfWhichOneServerReportsNoChanges_hasNearValuesOfAll() {
        try (RedisCluster servers = RedisCluster.start()) {
            CacheEntry.Cached published = NearNode.entry();
            RedisProcess refusing = servers.masterOf(NearNode.valueKey(published));
            CacheEntry.Cached reported = NearNode.entry();
            while (servers.masterOf(NearNode.valueKey(reported)).port() == refusing.port()) {
                reported = NearNode.entry();
            }
            RedisProcess reporting = servers.masterOf(NearNode.valueKey(reported));
            try (Operator operator = new Operator(refusing.url());
                    Operator elsewhere = new Operator(reporting.url())) {
                operator.acl("SETUSER", "default", "-client|tracking");
                try (NearNode one = clusterNode(servers);
                        NearNode two = clusterNode(servers)) {
                    for (CacheEntry.Cached entry : List.of(published, reported)) {
                        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                            one.put(entry, "a");
                            return true;
                        });
                        one.untilNear(entry);
                        two.untilNear(entry);
                        two.put(entry, "b");
                        untilGone(one, entry, Duration.ofSeconds(5));
                        one.untilNear(entry);
                        assertThat(one.near(entry)).contains("b");
                    }
                    await().atMost(PATIENCE).until(() -> !isReported(operator, one, published));
                    CacheEntry.Cached other = reported;
                    await().atMost(PATIENCE).until(() -> isReported(elsewhere, one, other));
                }
            }
        }
    }

    private static NearNode clusterNode(RedisCluster servers) {
        return new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT));
    }

    @Test
    void user_whoMayNeitherTrackNorSubscribe_hasNoNearCache() {
        onServer(server -> {
            try (LogLines log = new LogLines("io.boosterbeacon.redis");
                    NearNode node = NearNode.on(restricted(server, "-client|tracking resetchannels"))) {
                CacheEntry.Cached entry = NearNode.entry();
                node.put(entry, "a");

                await().atMost(PATIENCE).until(() -> {
                    assertThat(node.read(entry)).contains("a");
                    return log.all().stream().anyMatch(line -> line.contains("There are no near caches"));
                });
                await().during(Duration.ofMillis(300)).until(() -> {
                    assertThat(node.read(entry)).contains("a");
                    return node.near(entry).isEmpty();
                });
            }
        });
    }

    @Alone
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void master_ofSentinels_thatFails_isReadAnewFromTheNext(boolean frozen) {
        try (RedisSentinels servers = RedisSentinels.start();
                NearNode node =
                        new NearNode(Faults.options(servers.url(), RedisSettings.Shape.SENTINEL, COMMAND_TIMEOUT))) {
            CacheEntry.Cached entry = near(node, "a");
            RedisProcess master = servers.master();

            if (frozen) {
                master.freeze();
            } else {
                master.kill();
            }
            assertThat(served(node, entry)).isLessThan(Duration.ofSeconds(1));

            CacheEntry.Cached other = near(node, "b");
            assertThat(node.near(other)).contains("b");
            assertThat(servers.master().port()).isNotEqualTo(master.port());
        }
    }

    @Alone
    @Test
    void cluster_keepsValuesOfAllMastersAndHearsOfChanges() {
        try (RedisCluster servers = RedisCluster.start();
                NearNode one =
                        new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT));
                NearNode two =
                        new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT))) {
            for (int i = 0; i < 30; i++) {
                CacheEntry.Cached entry = near(one, "a");
                two.untilNear(entry);
                one.put(entry, "b");
                untilGone(two, entry, Duration.ofSeconds(5));
                assertThat(two.read(entry)).contains("b");
            }

            // a moved slot: its values are removed from the old master, which reports that
            CacheEntry.Cached moved = near(one, "a");
            String key = NearNode.valueKey(moved);
            try (RedisCluster.Move move = servers.move(key)) {
                move.keys();
            }
            untilGone(one, moved, Duration.ofSeconds(1));
            one.untilNear(moved);
            two.put(moved, "b");
            untilGone(one, moved, Duration.ofSeconds(5));

            // a dead master: its values are dropped, and those of its replica become near
            CacheEntry.Cached entry = near(one, "a");
            servers.masterOf(NearNode.valueKey(entry)).kill();
            assertThat(served(one, entry)).isLessThan(Duration.ofSeconds(1));
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                two.put(entry, "c");
                return true;
            });
            one.untilNear(entry);
            assertThat(one.near(entry)).contains("c");
            two.put(entry, "d");
            untilGone(one, entry, Duration.ofSeconds(5));
        }
    }

    /** The former master keeps its connections, and answers pings. */
    @Test
    void masterOfACluster_thatBecomesAReplica_endsItsNearValues() {
        try (RedisCluster servers = RedisCluster.start();
                NearNode one =
                        new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT));
                NearNode two =
                        new NearNode(Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT))) {
            CacheEntry.Cached entry = near(one, "a");
            RedisProcess master = servers.masterOf(NearNode.valueKey(entry));

            String replica = replicaOf(master);
            try (Operator operator = new Operator(replica)) {
                operator.redis().clusterFailover(false);
                await().atMost(PATIENCE)
                        .until(() -> operator.redis().info("replication").contains("role:master"));
            }

            untilGone(one, entry, Duration.ofSeconds(3));
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                two.put(entry, "b");
                return true;
            });
            one.untilNear(entry);
            assertThat(one.near(entry)).contains("b");
            two.put(entry, "c");
            untilGone(one, entry, Duration.ofSeconds(5));
        }
    }

    private static String replicaOf(RedisProcess master) {
        try (Operator operator = new Operator(master.url())) {
            String id = operator.redis().clusterMyId();
            return ClusterPartitionParser.parse(operator.redis().clusterNodes()).stream()
                    .filter(node -> id.equals(node.getSlaveOf()))
                    .map(node -> "redis://127.0.0.1:" + node.getUri().getPort())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
