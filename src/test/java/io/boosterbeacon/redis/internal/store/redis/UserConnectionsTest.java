package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections for what needs one of its own. */
@SuppressWarnings("unchecked") // a class literal has no type arguments
class UserConnectionsTest {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
    private static final int MAX = 4;

    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private final RedisStore store = RedisStore.connect(Faults.options(server.url(), COMMAND_TIMEOUT), Telemetry.NONE);

    @AfterEach
    void stop() {
        server.thaw();
        operator.close();
        store.close();
        server.close();
    }

    private <T> T with(Function<RedisCommands<String, String>, T> work) {
        return store.withConnection(
                StatefulRedisConnection.class,
                connection -> work.apply(((StatefulRedisConnection<String, String>) connection).sync()));
    }

    private String pong() {
        return with(RedisCommands::ping);
    }

    private long clients() {
        return operator.redis().clientList().lines().count();
    }

    @Test
    void transactions_ofManyThreads_loseNoUpdate() throws Exception {
        long before = clients();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> {
                for (int n = 0; n < 25; n++) {
                    while (!with(UserConnectionsTest::addOne)) {
                        // another was faster
                    }
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(operator.redis().get("sum")).isEqualTo("200");
        assertThat(clients() - before).isBetween(1L, (long) MAX);
    }

    private static boolean addOne(RedisCommands<String, String> redis) {
        redis.watch("sum");
        String sum = redis.get("sum");
        redis.multi();
        redis.set("sum", String.valueOf(sum == null ? 1 : Integer.parseInt(sum) + 1));
        return !redis.exec().wasDiscarded();
    }

    @Test
    void connection_leftInATransaction_servesNobodyElse() {
        with(redis -> {
            redis.multi();
            return redis.set("half", "done");
        });
        assertThatThrownBy(() -> with(redis -> {
                    redis.watch("watched");
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");

        String half = with(redis -> redis.get("half"));
        assertThat(half).isNull();
        with(redis -> redis.watch("watched"));
        operator.redis().set("watched", "changed");
        boolean discarded = with(redis -> {
            redis.multi();
            redis.set("later", "1");
            return redis.exec().wasDiscarded();
        });
        assertThat(discarded).as("by another's watch").isFalse();
    }

    @Test
    void connection_leftInAnotherDatabase_isGivenBackInItsOwn() {
        try (RedisStore other =
                RedisStore.connect(Faults.options(server.url() + "/3", COMMAND_TIMEOUT), Telemetry.NONE)) {
            for (RedisStore each : List.of(store, other)) {
                Object first = each.withConnection(StatefulRedisConnection.class, connection -> {
                    ((StatefulRedisConnection<String, String>) connection)
                            .sync()
                            .select(5);
                    return connection;
                });
                Object next = each.withConnection(StatefulRedisConnection.class, connection -> {
                    ((StatefulRedisConnection<String, String>) connection)
                            .sync()
                            .set("here", "1");
                    return connection;
                });
                assertThat(next).isSameAs(first);
            }
        }
        assertThat(operator.redis().get("here")).isEqualTo("1");
        operator.redis().select(3);
        assertThat(operator.redis().get("here")).isEqualTo("1");
        operator.redis().select(5);
        assertThat(operator.redis().get("here")).isNull();
    }

    @Test
    void connection_leftAsAnotherUser_servesNobodyElse() {
        operator.acl("SETUSER", "low", "on", ">secret", "~low:*", "+@all");
        for (int i = 0; i < 200; i++) {
            boolean waits = i % 2 == 0;
            store.withConnection(StatefulRedisConnection.class, connection -> {
                var single = (StatefulRedisConnection<String, String>) connection;
                return waits
                        ? single.sync().auth("low", "secret")
                        : single.async().auth("low", "secret").isCancelled();
            });
            String user = with(RedisCommands::aclWhoami);
            assertThat(user).isEqualTo("default");
        }
    }

    @Test
    void connection_ofAUserWhoMayNotSelect_isUsedAgain() {
        operator.acl("SETUSER", "ada", "on", ">lovelace", "~*", "&*", "+@all", "-select");
        String url = server.url().replace("//", "//ada:lovelace@");
        try (RedisStore restricted = RedisStore.connect(Faults.options(url, COMMAND_TIMEOUT), Telemetry.NONE)) {
            Object first = restricted.withConnection(StatefulRedisConnection.class, connection -> connection);
            Object next = restricted.withConnection(StatefulRedisConnection.class, connection -> connection);
            assertThat(next).isSameAs(first);
        }
    }

    @Test
    void blockingCommand_waitsAsLongAsItsConnection() {
        Duration wait = COMMAND_TIMEOUT.multipliedBy(3);
        long start = System.nanoTime();
        Object popped = store.withConnection(StatefulRedisConnection.class, connection -> {
            connection.setTimeout(wait.multipliedBy(2));
            return ((StatefulRedisConnection<String, String>) connection)
                    .sync()
                    .blpop(wait.toMillis() / 1_000.0, "nothing");
        });
        assertThat(popped).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(wait);

        assertThatThrownBy(() -> with(redis -> redis.blpop(5, "nothing")))
                .as("with the timeout set back")
                .isInstanceOf(RedisCommandTimeoutException.class);
    }

    @Test
    void connection_leftWithItsCommandsHeldBack_sendsThemBeforeTheNextHasIt() {
        Object first = store.withConnection(StatefulRedisConnection.class, connection -> {
            connection.setAutoFlushCommands(false);
            var unused = ((StatefulRedisConnection<String, String>) connection)
                    .async()
                    .set("held", "back");
            return connection;
        });

        assertThat(operator.redis().get("held")).isEqualTo("back");
        Object next = store.withConnection(StatefulRedisConnection.class, connection -> {
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            return connection;
        });
        assertThat(next).isSameAs(first);
    }

    @Test
    void commands_ofOthers_areNotHeldUp() throws Exception {
        CountDownLatch inside = new CountDownLatch(MAX);
        CountDownLatch leave = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(MAX);
        for (int i = 0; i < MAX; i++) {
            Future<?> unused = threads.submit(() -> with(redis -> {
                inside.countDown();
                return opened(leave);
            }));
        }
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        Faults.done(store.ping());
        assertThatThrownBy(this::pong)
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.type())
                        .isEqualTo(RedisErrorType.CONNECTION_ERROR))
                .hasMessageContaining("All " + MAX + " connections")
                .hasMessageContaining("redis.pool.max");
        leave.countDown();
        assertThat(pong()).isEqualTo("PONG");
        threads.shutdown();
    }

    private static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void connections_whileRedisIsDead_failInTimeAndAreReplaced() {
        pong();
        StatefulRedisConnection<String, String> shared =
                store.unwrap(StatefulRedisConnection.class).orElseThrow();
        assertThat(shared.sync().ping()).isEqualTo("PONG");
        assertThat(store.unwrap(StatefulRedisConnection.class)).containsSame(shared);

        server.kill();
        await().atMost(Duration.ofSeconds(5)).until(() -> !shared.isOpen());
        assertThatThrownBy(this::pong).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.unwrap(StatefulRedisConnection.class)).isInstanceOf(StoreException.class);

        server.restart();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(pong()).isEqualTo("PONG"));
        assertThat(store.unwrap(StatefulRedisConnection.class)
                        .orElseThrow()
                        .sync()
                        .ping())
                .isEqualTo("PONG");
    }

    @Test
    void otherTypes_areRefusedByName() {
        assertThat(store.unwrap(RedisClient.class)).isPresent();
        assertThat(store.unwrap(StatefulRedisClusterConnection.class)).isEmpty();
        assertThatThrownBy(() -> store.withConnection(String.class, text -> text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void close_endsThemAll() {
        pong();
        assertThat(store.unwrap(StatefulRedisConnection.class)).isPresent();

        store.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> clients() == 1);
        assertThatThrownBy(this::pong).isInstanceOf(StoreException.class);
    }

    @Test
    void cluster_hasConnectionsOfItsOwnType() {
        try (RedisCluster servers = RedisCluster.start();
                RedisStore cluster = RedisStore.connect(
                        Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(5)),
                        Telemetry.NONE)) {
            String pong = cluster.withConnection(
                    StatefulRedisClusterConnection.class,
                    connection -> ((StatefulRedisClusterConnection<String, String>) connection)
                            .sync()
                            .ping());

            assertThat(pong).isEqualTo("PONG");
            assertThat(cluster.unwrap(StatefulRedisConnection.class)).isEmpty();
        }
    }
}
