package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Certificates;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.RedisSentinels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as it is configured: what is trusted, who is known, and what is told when either fails. */
class TlsTest {
    private static final Certificates OURS = Certificates.ofLocalhost();
    /** Of another authority; the server has no other name. */
    private static final Certificates OTHERS = Certificates.issue("dns:localhost");

    private static final RedisProcess SERVER = RedisProcess.startTls(OURS);

    private final List<ConfigProblem> problems = new ArrayList<>();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static Map<String, String> properties(Certificates trusted, Certificates client) {
        Map<String, String> properties = new HashMap<>();
        properties.put("redis.url", "rediss://localhost:" + SERVER.port());
        properties.put("redis.connect.timeout", "3000");
        properties.put("redis.tls.trust-store", trusted.trustStore().toString());
        properties.put("redis.tls.trust-store-password", Certificates.PASSWORD);
        properties.put("redis.tls.key-store", client.clientStore().toString());
        properties.put("redis.tls.key-store-password", Certificates.PASSWORD);
        return properties;
    }

    private static Map<String, String> properties() {
        return properties(OURS, OURS);
    }

    private static Store connect(Map<String, String> properties) {
        Settings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
            throw problem;
        });
        return StoreFactory.create(settings.redis(), null, Telemetry.NONE, InstantSource.system());
    }

    private static void assertAnswers(Map<String, String> properties) {
        try (Store store = connect(properties)) {
            store.ping().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static void assertNotConnected(Map<String, String> properties, String... words) {
        Map<String, String> impatient = new HashMap<>(properties);
        impatient.put("redis.connect.timeout", "1000");
        try (Store store = connect(impatient)) {
            // an attempt may last longer than the wait for the first connection
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Throwable failure = catchThrowable(() -> store.ping()
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
                assertThat(failure).hasCauseInstanceOf(StoreException.class);
                StoreException cause = (StoreException) Objects.requireNonNull(failure.getCause());
                assertThat(cause.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
                assertThat(cause).hasMessageContainingAll(words);
            });
        }
    }

    @Test
    void authorityAndClientOfOurOwn_areEnough() {
        assertAnswers(properties());
    }

    @Test
    void authorityInAPemFile_isEnough() {
        Map<String, String> properties = properties();
        properties.put("redis.tls.trust-store", OURS.trustPem().toString());
        properties.remove("redis.tls.trust-store-password");

        assertAnswers(properties);
    }

    @Test
    void serverOfAnotherAuthority_isRefused() {
        assertNotConnected(properties(OTHERS, OURS), "certificate", "redis.tls.trust-store");
        Map<String, String> notEvenOurs = properties();
        notEvenOurs.remove("redis.tls.trust-store");
        notEvenOurs.remove("redis.tls.trust-store-password");
        assertNotConnected(notEvenOurs, "certificate", "redis.tls.trust-store");
        Map<String, String> anybody = properties(OTHERS, OURS);
        anybody.put("redis.tls.verify", "none");
        assertAnswers(anybody);
    }

    @Test
    void serverOfAnotherName_isRefusedUnlessOnlyItsAuthorityCounts() {
        Certificates elsewhere = Certificates.issue("dns:redis.example");
        try (RedisProcess server = RedisProcess.startTls(elsewhere)) {
            Map<String, String> properties = properties(elsewhere, elsewhere);
            properties.put("redis.url", "rediss://localhost:" + server.port());
            assertNotConnected(properties, "localhost");

            properties.put("redis.tls.verify", "ca");
            assertAnswers(properties);
        }
    }

    @Test
    void clientThatTheServerDoesNotKnow_isToldSo() {
        Map<String, String> nobody = properties();
        nobody.remove("redis.tls.key-store");
        nobody.remove("redis.tls.key-store-password");
        assertNotConnected(nobody, "redis.tls.key-store");

        assertNotConnected(properties(OURS, OTHERS), "redis.tls.key-store");
    }

    @Test
    void plainConnection_toAServerThatSpeaksTls_fails() {
        assertNotConnected(Map.of("redis.url", "redis://localhost:" + SERVER.port()), "localhost:" + SERVER.port());
    }

    @Test
    void tlsConnection_toAServerThatDoesNotSpeakIt_saysSo() {
        Map<String, String> properties = properties();
        properties.put(
                "redis.url", "rediss://localhost:" + RedisProcess.shared().port());

        assertNotConnected(properties, "TLS");
    }

    @Test
    void userAndDatabase_ofTheUrl_areUsed() {
        try (RedisProcess server =
                RedisProcess.startTls(OURS, "--user", "ada", "on", ">lovelace", "~*", "&*", "+@all")) {
            Map<String, String> properties = properties();
            properties.put("redis.url", "rediss://ada:lovelace@localhost:" + server.port() + "/3");
            try (Store store = connect(properties)) {
                store.keyValues()
                        .set("key", new byte[1], Duration.ofMinutes(1))
                        .toCompletableFuture()
                        .join();
            }
            properties.put("redis.url", "rediss://ada:lovelace@localhost:" + server.port() + "/4");
            try (Store store = connect(properties)) {
                assertThat(store.keyValues().get("key").toCompletableFuture().join())
                        .isEmpty();
            }
        }
    }

    @Test
    void sentinelsAndCluster_byTls_answer() {
        try (RedisSentinels servers = RedisSentinels.startTls(OURS)) {
            Map<String, String> properties = properties();
            properties.put("redis.url", servers.url());
            assertAnswers(properties);
        }
        try (RedisCluster servers = RedisCluster.startTls(OURS)) {
            Map<String, String> properties = properties();
            properties.put("redis.url", servers.url());
            assertAnswers(properties);
        }
    }

    @Test
    void serversThatOthersName_areHeldToTheirNamesToo() {
        // sentinels and nodes say 127.0.0.1, which no certificate does
        try (RedisSentinels servers = RedisSentinels.startTls(OTHERS)) {
            assertNamesCount(servers.url());
        }
        try (RedisCluster servers = RedisCluster.startTls(OTHERS)) {
            assertNamesCount(servers.url());
        }
    }

    private static void assertNamesCount(String url) {
        Map<String, String> properties = properties(OTHERS, OTHERS);
        properties.put("redis.url", url.replace("127.0.0.1", "localhost"));
        assertNotConnected(properties, "127.0.0.1");
        properties.put("redis.tls.verify", "ca");
        assertAnswers(properties);
    }

    private void assertRefused(Map<String, String> properties, String... words) {
        Settings.read(name -> Optional.ofNullable(properties.get(name)), problems::add);

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining(Certificates.PASSWORD));
        problems.clear();
    }

    @Test
    void fileThatIsNotThere_failsTheDeployment(@TempDir Path folder) {
        for (String name : List.of("redis.tls.trust-store", "redis.tls.key-store")) {
            Map<String, String> properties = properties();
            properties.put(name, folder.resolve("nowhere.p12").toString());
            assertRefused(properties, name, "nowhere.p12", "no such file", "accepted");
            properties.put(name, folder.toString());
            assertRefused(properties, name, folder.toString(), "accepted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void fileThatIsNoStore_failsTheDeployment(String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), content);
        for (String name : List.of("redis.tls.trust-store", "redis.tls.key-store")) {
            Map<String, String> properties = properties();
            properties.put(name, file.toString());
            assertRefused(properties, name, file.toString(), "accepted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis.tls.trust-store-password", "redis.tls.key-store-password"})
    void passwordThatDoesNotFit_failsTheDeployment(String name) {
        Map<String, String> properties = properties();
        properties.put(name, "hunter2");

        assertRefused(properties, name, "does not open");
    }

    @Test
    void storeWithoutWhatItIsFor_failsTheDeployment() {
        Map<String, String> properties = properties();
        properties.put("redis.tls.key-store", OURS.trustStore().toString());
        assertRefused(properties, "redis.tls.key-store", "no private key");

        properties = properties();
        properties.put("redis.tls.trust-store", OURS.clientStore().toString());
        assertRefused(properties, "redis.tls.trust-store", "no certificate");
    }

    @Test
    void settings_withAUrlThatIsNotForTls_failTheDeployment() {
        Map<String, String> properties = properties();
        properties.put("redis.url", "redis://localhost");

        assertRefused(properties, "redis.tls.trust-store", "redis://localhost", "rediss://");
    }

    @Test
    void verification_thatIsNone_failsTheDeployment() {
        Map<String, String> properties = properties();
        properties.put("redis.tls.verify", "maybe");

        assertRefused(properties, "redis.tls.verify", "maybe", "full, ca, none");
    }
}
