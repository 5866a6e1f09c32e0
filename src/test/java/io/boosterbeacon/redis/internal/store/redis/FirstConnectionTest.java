package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.Ports;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.lettuce.core.AclSetuserArgs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is not there, not ours or not Redis when the application starts. */
class FirstConnectionTest {
    private static final String WRONG = "hunter2-wrong";
    private static final String RIGHT = "hunter2-right";

    private final Queue<Object> events = new ConcurrentLinkedQueue<>();

    private static String url(String credentials, int port) {
        return "redis://" + credentials + "127.0.0.1:" + port;
    }

    @Alone
    @Test
    void server_startedAfterTheApplication_isFound() {
        int port = Ports.free();
        long start = System.nanoTime();
        try (RedisStore store = RedisStore.connect(Faults.options(url("", port)), new CdiEvents(events::add))) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            StoreException failure = failure(store.ping());
            assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
            assertThat(failure).hasMessageContaining("refused");

            try (RedisProcess server = RedisProcess.startOn(port)) {
                await().atMost(Duration.ofSeconds(5)).until(() -> answers(store));
                await().untilAsserted(() -> assertThat(events)
                        .extracting(Object::getClass)
                        .isEqualTo(List.of(RedisDisconnected.class, RedisConnected.class)));
                assertThat(server.port()).isEqualTo(port);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":" + WRONG + "@", "ada:" + WRONG + "@"})
    void server_withAnotherPassword_isToldWithoutOurs(String credentials) {
        try (RedisProcess server = RedisProcess.start("--requirepass", RIGHT);
                RedisStore store = RedisStore.connect(
                        Faults.options(url(credentials, server.port())), new CdiEvents(events::add))) {
            StoreException failure = failure(store.rateLimits().adjust("subject", "p", Requests.ANY, 0));

            assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
            assertThat(failure).hasMessageContaining(credentials.isEmpty() ? "NOAUTH" : "WRONGPASS");
            assertThat(messages(failure)).doesNotContain("hunter2");
            assertThat(store.address()).isEqualTo("127.0.0.1:" + server.port());
            await().untilAsserted(() -> assertThat(events).hasSize(1).allSatisfy(event -> assertThat(event)
                    .isInstanceOf(RedisDisconnected.class)
                    .asString()
                    .contains(credentials.isEmpty() ? "NOAUTH" : "WRONGPASS")
                    .doesNotContain("hunter2")));
        }
    }

    @Test
    void server_withoutOurDatabase_saysThatTheUrlIsWrong() {
        try (RedisStore store =
                RedisStore.connect(Faults.options(RedisProcess.shared().url() + "/99"), new CdiEvents(events::add))) {
            StoreException failure = failure(store.ping());

            assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
            assertThat(failure).hasMessageContaining("redis.url names a database that it does not have");
        }
    }

    @Test
    void server_withTooManyClients_saysSo() {
        try (RedisProcess server = RedisProcess.start("--maxclients", "1");
                Operator first = new Operator(server.url());
                RedisStore store = RedisStore.connect(Faults.options(server.url()), new CdiEvents(events::add))) {
            assertThat(failure(store.ping())).hasMessageContaining("maxclients");
            assertThat(first.redis().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void server_withOurPassword_answers() {
        try (RedisProcess server = RedisProcess.start("--requirepass", RIGHT);
                RedisStore store = RedisStore.connect(
                        Faults.options(url(":" + RIGHT + "@", server.port())), new CdiEvents(events::add))) {
            done(store.ping());
        }
    }

    @Alone
    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 400 Bad Request\r\n\r\n", "\u0007\u0000garbage", "$99999999999\r\n", "%2\r\n+a\r\n"
            })
    void server_thatSpeaksSomethingElse_isAConnectionErrorInTime(String answer) throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread listener =
                    new Thread(() -> answerAll(stranger, answer.getBytes(StandardCharsets.UTF_8)), "stranger");
            listener.setDaemon(true);
            listener.start();
            RedisSettings options = new RedisSettings(
                    Optional.of(RedisUrl.parse(url("", stranger.getLocalPort()))),
                    RedisSettings.Shape.STANDALONE,
                    TlsSettings.STANDARD,
                    Duration.ofMillis(700),
                    MINUTE,
                    MINUTE,
                    2,
                    4,
                    "beacon",
                    false);

            long start = System.nanoTime();
            try (RedisStore store = RedisStore.connect(options, new CdiEvents(events::add))) {
                assertThat(failure(store.ping()).type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
                await().untilAsserted(
                                () -> assertThat(events).hasSize(1).allMatch(RedisDisconnected.class::isInstance));
            }
        }
    }

    /** Answers once a connection and keeps it. */
    private static void answerAll(ServerSocket server, byte[] answer) {
        Queue<Socket> open = new ConcurrentLinkedQueue<>();
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                socket.getOutputStream().write(answer);
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // the test is over
        } finally {
            open.forEach(FirstConnectionTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void user_whoMayNotSubscribe_leavesNoConnectionsBehind() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            operator.redis()
                    .aclSetuser(
                            "ada",
                            AclSetuserArgs.Builder.on()
                                    .addPassword(RIGHT)
                                    .allKeys()
                                    .allCommands()
                                    .resetChannels());
            try (RedisStore store = RedisStore.connect(
                    Faults.options(url("ada:" + RIGHT + "@", server.port())), new CdiEvents(events::add))) {
                // what is refused is not asked for again before there is a new connection
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> operator.calls().getOrDefault("hello", 0L) >= 2);
                await().during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> operator.redis()
                                        .clientList()
                                        .lines()
                                        .filter(line -> line.contains("user=ada"))
                                        .count()
                                <= 3);
                assertThat(operator.calls().getOrDefault("hello", 0L)).isLessThanOrEqualTo(8);
                CacheEntry entry = new CacheEntry.Plain("key");
                assertThat(store.cache().leaseEnd(entry, Duration.ofMillis(50))).succeedsWithin(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void observer_thatWaitsForTheStore_holdsUpNothing() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (RedisProcess server = RedisProcess.start();
                RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            RedisStore[] own = new RedisStore[1];
            int port = Ports.free();
            own[0] = RedisStore.connect(Faults.options(url("", port)), new Telemetry() {
                @Override
                public void storeConnected(String address) {
                    done(own[0].cache().leaseEnd(new CacheEntry.Plain("key"), Duration.ofMillis(50)));
                    done(own[0].ping());
                    seen.add("waited");
                }
            });
            try (RedisStore late = own[0];
                    RedisProcess started = RedisProcess.startOn(port)) {
                await().atMost(Duration.ofSeconds(5)).until(() -> seen.contains("waited"));
                assertThat(late.address()).endsWith(":" + started.port());
            }
            done(store.ping());
        }
    }
}
