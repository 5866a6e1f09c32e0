package io.boosterbeacon.redis.internal.store.redis.cluster;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.store.redis.SharedStore;
import io.boosterbeacon.redis.internal.store.redis.connection.Channels;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.boosterbeacon.redis.testing.TcpProxy;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a cluster has: several servers behind one connection, which come, go and hand keys over. */
class ClusterNodesTest {
    private static final System.Logger LOG = System.getLogger(ClusterNodesTest.class.getName());
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisCluster servers = RedisCluster.start();

    @AfterEach
    void stop() {
        servers.close();
    }

    private RedisStore connect() {
        return RedisStore.connect(
                Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT), Telemetry.NONE);
    }

    @Test
    void firstCommands_toAllMasters_areAnswered() {
        try (RedisStore store = connect()) {
            // of 64 keys each of three masters has some; both kinds of sending, on every connection
            List<CompletableFuture<?>> first = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                first.add(store.keyValues().get("single" + i).toCompletableFuture());
                first.add(tryAcquire(store, "script" + i).toCompletableFuture());
            }

            assertThat(first).allSatisfy(each -> assertThat(each).succeedsWithin(COMMAND_TIMEOUT));
        }
    }

    @Test
    void counts_whoseSlotMoves_areKeptAllTheWay() {
        try (RedisStore store = connect()) {
            assertThat(count(store, "old")).isEqualTo(1);

            try (RedisCluster.Move move = servers.move("moving")) {
                assertThat(count(store, "old")).as("not moved yet").isEqualTo(2);
                assertThat(count(store, "new")).as("ASK").isEqualTo(1);

                move.keys();
                assertThat(count(store, "old")).as("ASK").isEqualTo(3);
                assertThat(count(store, "new")).isEqualTo(2);
            }
            assertThat(count(store, "old")).as("MOVED").isEqualTo(4);
            assertThat(count(store, "new")).isEqualTo(3);
        }
    }

    @Alone
    @Test
    void calls_whileAMasterIsFrozen_neverWaitToBeSent() {
        try (RedisStore store = connect()) {
            List<String> subjects =
                    IntStream.range(0, 30).mapToObj(i -> "subject" + i).toList();
            subjects.forEach(subject -> done(tryAcquire(store, subject)));
            RedisProcess frozen = servers.masterOf("{subject0}");
            List<CompletableFuture<?>> calls = new ArrayList<>();
            long start = System.nanoTime();
            long longest = 0;

            frozen.freeze();
            // enough of them in flight for more connections, whose way to the frozen master is not open
            while (System.nanoTime() - start < Duration.ofSeconds(3).toNanos()) {
                for (String subject : subjects) {
                    long began = System.nanoTime();
                    calls.add(tryAcquire(store, subject).toCompletableFuture());
                    longest = Math.max(longest, System.nanoTime() - began);
                }
                SharedStore.pass(Duration.ofMillis(10));
            }
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> subjects.stream()
                    .allMatch(subject -> Faults.writes(store, subject)));
            Duration gap = Duration.ofNanos(System.nanoTime() - start);
            frozen.thaw();

            LOG.log(
                    System.Logger.Level.INFO,
                    "A frozen master of a cluster: sending a call took at most {0} µs; all answered again after {1} ms",
                    longest / 1_000,
                    gap.toMillis());
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(300));
            assertThat(calls).allSatisfy(call -> assertThat(call.handle((answer, failure) -> type(failure)))
                    .succeedsWithin(PATIENCE)
                    .isNotEqualTo(RedisErrorType.UNKNOWN_ERROR));
        }
    }

    @Test
    void connection_toAMaster_thatIsCutInSilence_isReplaced() {
        try (TcpProxy network = servers.proxyOf("{subject0}");
                RedisStore store = connect()) {
            done(tryAcquire(store, "subject0"));

            network.muteAll();
            // the second if a heartbeat has found it out first
            assertThat(failure(tryAcquire(store, "subject0")).type())
                    .isIn(RedisErrorType.TIMEOUT_ERROR, RedisErrorType.CONNECTION_ERROR);

            await().atMost(Duration.ofSeconds(10)).until(() -> Faults.writes(store, "subject0"));
        }
    }

    @Test
    void connection_toAMaster_whoseAnswersComeSlowly_isKept() {
        try (TcpProxy network = servers.proxyOf("{large}");
                RedisStore store = RedisStore.connect(
                        Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(10)),
                        Telemetry.NONE)) {
            done(store.keyValues().set("large", new byte[4_096], null));
            network.slowDown();

            // two seconds, in which each heartbeat waits behind them
            List<CompletableFuture<Optional<byte[]>>> reads = IntStream.range(0, 5)
                    .mapToObj(i -> store.keyValues().get("large").toCompletableFuture())
                    .toList();

            assertThat(reads).allSatisfy(each -> assertThat(each).succeedsWithin(PATIENCE));
        }
    }

    @Test
    void start_whileAMasterIsFrozen_keepsNobodyFromTheOthers() {
        String elsewhere = otherMastersSubject();
        RedisProcess frozen = servers.masterOf("{subject0}");
        frozen.freeze();
        long start = System.nanoTime();

        try (RedisStore store = connect()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> Faults.writes(store, elsewhere));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            LOG.log(
                    System.Logger.Level.INFO,
                    "A cluster with a frozen master: another one answered {0} ms after the start began",
                    took.toMillis());
            // the topology waits for every node that it is asked of, once
            assertThat(took).isLessThan(CONNECT_TIMEOUT.multipliedBy(3));
        } finally {
            frozen.thaw();
        }
    }

    @Test
    void connection_openedWhileAMasterIsFrozen_waitsASecondForIt() {
        ClientResources resources = ClientResources.create();
        Scheduler timer = new Scheduler("cluster-nodes-test");
        ClusterConnector connector = new ClusterConnector(
                Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT),
                null,
                resources,
                timer,
                new Channels());
        try {
            List<Duration> took = new ArrayList<>();
            // again if the frozen one is the node that a connection begins with, or this machine so slow that
            // the topology is asked for once more: both wait for it
            do {
                RedisProcess frozen = servers.masterOf("{subject0}");
                done(connector.connect(StringCodec.UTF8));
                frozen.freeze();
                long start = System.nanoTime();
                done(connector.connect(StringCodec.UTF8));
                took.add(Duration.ofNanos(System.nanoTime() - start));
                frozen.thaw();
            } while (took.size() < 5 && took.get(took.size() - 1).compareTo(CONNECT_TIMEOUT) >= 0);

            assertThat(took).anyMatch(each -> each.compareTo(CONNECT_TIMEOUT) < 0);
        } finally {
            timer.close();
            connector.client().shutdown();
            resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private String otherMastersSubject() {
        int frozen = servers.masterOf("{subject0}").port();
        return IntStream.range(1, 100)
                .mapToObj(i -> "subject" + i)
                .filter(subject -> servers.masterOf("{" + subject + "}").port() != frozen)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void connection_thatAUserHasClosed_isLentToNobodyElse() {
        try (RedisStore store = connect()) {
            boolean closed = store.withConnection(StatefulRedisClusterConnection.class, connection -> {
                connection.close();
                return true;
            });

            assertThat(closed).isTrue();
            boolean open =
                    store.withConnection(StatefulRedisClusterConnection.class, connection -> connection.isOpen());
            assertThat(open).isTrue();
        }
    }

    private static RedisErrorType type(Throwable failure) {
        Throwable told = failure instanceof CompletionException ? failure.getCause() : failure;
        return told == null ? RedisErrorType.CONNECTION_ERROR : ((StoreException) told).type();
    }

    private static long count(RedisStore store, String policy) {
        return done(store.rateLimits().tryAcquire("moving", List.of(Requests.of(policy, 100, Faults.MINUTE, 1))))
                .get(0)
                .count();
    }
}
