package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.RedisCredentials.Login;
import io.boosterbeacon.redis.internal.concurrent.PoorThreads;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Users and passwords that change while the application runs. */
class CredentialsTest {
    private volatile Login valid = new Login("ada", "first");

    private static void setPassword(Operator operator, String password) {
        operator.acl("SETUSER", "ada", "reset", "on", ">" + password, "~*", "&*", "+@all");
    }

    private static void killAll(Operator operator) {
        operator.redis().clientKill(KillArgs.Builder.user("ada"));
    }

    private static void assertAnswersSoon(Store store) {
        await().atMost(Duration.ofSeconds(20)).until(() -> answers(store));
    }

    @Test
    void password_thatChanges_isAskedForByTheNextConnections() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            setPassword(operator, "first");
            String url = server.url().replace("//", "//ada:outdated@");
            try (Store store = RedisStore.connect(Faults.options(url), () -> valid, Telemetry.NONE)) {
                assertThat(answers(store)).isTrue();
                assertThat(whoAmI(store)).isEqualTo("ada");

                setPassword(operator, "second");
                valid = new Login("ada", "second");
                assertThat(answers(store)).as("on open connections").isTrue();
                killAll(operator);

                assertAnswersSoon(store);
                assertThat(whoAmI(store)).isEqualTo("ada");
            }
        }
    }

    private static String whoAmI(Store store) {
        return store.withConnection(
                StatefulRedisConnection.class, connection -> connection.sync().aclWhoami());
    }

    @Test
    void passwordThatIsLate_isTriedUntilItIsRight() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            setPassword(operator, "first");
            try (Store store = RedisStore.connect(Faults.options(server.url()), () -> valid, Telemetry.NONE)) {
                setPassword(operator, "second");
                killAll(operator);
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(failure(store.ping())).hasMessageContaining("WRONGPASS"));

                valid = new Login("ada", "second");

                assertAnswersSoon(store);
            }
        }
    }

    @Test
    void emptyUser_isTheDefaultOne() {
        try (RedisProcess server = RedisProcess.start("--requirepass", "secret");
                Store store = RedisStore.connect(
                        Faults.options(server.url()), () -> new Login("", "secret"), Telemetry.NONE)) {
            assertThat(whoAmI(store)).isEqualTo("default");
        }
    }

    @Test
    void credentials_thatFail_areAskedAgainAndTellNothing() {
        AtomicInteger asked = new AtomicInteger();
        RedisCredentials failing = () -> {
            if (asked.incrementAndGet() < 4) {
                throw new IllegalStateException("hunter2");
            }
            return new Login("", "secret");
        };
        try (RedisProcess server = RedisProcess.start("--requirepass", "secret");
                Store store = RedisStore.connect(
                        Faults.options(server.url()),
                        () -> {
                            throw new IllegalStateException("hunter2");
                        },
                        Telemetry.NONE);
                Store late = RedisStore.connect(Faults.options(server.url()), failing, Telemetry.NONE)) {
            assertThat(failure(store.ping()))
                    .hasMessageContaining("RedisCredentials failed: java.lang.IllegalStateException")
                    .extracting(Faults::messages)
                    .asString()
                    .doesNotContain("hunter2");
            assertAnswersSoon(late);
        }
    }

    @Test
    void cluster_isAskedInTheSameWay() {
        try (RedisCluster servers = RedisCluster.start()) {
            for (String node : servers.url().replace("redis://", "").split(",", -1)) {
                try (Operator operator = new Operator("redis://" + node)) {
                    setPassword(operator, "first");
                    operator.acl("SETUSER", "default", "-get", "-set", "-evalsha", "-eval");
                }
            }
            try (Store store = RedisStore.connect(
                    Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(3)),
                    () -> valid,
                    Telemetry.NONE)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> Faults.writes(store, "subject"));
            }
        }
    }

    /** A connection that is opened later must not wait for an answer that nobody was asked for. */
    @Test
    void credentials_thatNoThreadCanAskFor_areAskedForByTheNextConnection() {
        PoorThreads threads = new PoorThreads(0);
        try (ChangingCredentials credentials = new ChangingCredentials(() -> valid, new TaskThread(threads))) {
            assertThat(credentials.resolveCredentials().toFuture())
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withMessageContaining("no thread");
            threads.permit(1);

            assertThat(credentials.resolveCredentials().toFuture())
                    .succeedsWithin(Duration.ofSeconds(5))
                    .satisfies(login -> assertThat(login.getUsername()).isEqualTo("ada"));
        }
    }

    @Test
    void login_isToldWithoutItsPassword() {
        assertThat(valid).hasToString("Login[user=ada]");
    }
}
