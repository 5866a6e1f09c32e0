package io.boosterbeacon.redis.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application whose user of Redis may not do everything, and one that brings the password itself. */
class RestrictedRedisTest {
    private static final String USER = "app";

    /** A user with some rights, on a server that refuses everybody else. */
    private static RedisProcess server(String... rights) {
        String[] settings = new String[rights.length + 4];
        settings[0] = "--user";
        settings[1] = USER;
        settings[2] = "on";
        settings[3] = ">secret";
        System.arraycopy(rights, 0, settings, 4, rights.length);
        return RedisProcess.start(settings);
    }

    private static Map<String, String> properties(RedisProcess server, String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("redis.url", server.url().replace("//", "//" + USER + ":secret@"));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private static Optional<String> unready(Application application) {
        HealthCheckResponse.setResponseProvider(ReadinessTest.Response::new);
        HealthCheckResponse response = application.bean(StoreReadiness.class).call();
        return response.getStatus() == HealthCheckResponse.Status.UP
                ? Optional.empty()
                : Optional.of(String.valueOf(response.getData().orElseThrow().get("message")));
    }

    @Test
    void user_withoutTheKeys_isNotReadyAndLogged() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                RedisProcess server = server("~other:*", "&*", "+@all");
                Application application = new Application(properties(server, "beacon.health.timeout", "10s"))) {
            assertThat(unready(application))
                    .hasValueSatisfying(message -> assertThat(message).contains("NOPERM", "such keys"));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line).contains("ratelimit does not work", "EVALSHA of rate-limit"))
                    .anySatisfy(line -> assertThat(line).contains("revocation does not work", "MGET"))
                    .anySatisfy(line -> assertThat(line).contains("cache does not work", "cache-put")));
        }
    }

    /** Redis refuses a script as a whole if one of its keys is not permitted. */
    @Test
    void user_withoutTheKeysOfTheAudit_revokesAndIsReadyAndLogged() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                RedisProcess server = server(
                        "~beacon:cache:*",
                        "~beacon:*kv*",
                        "~beacon:window:*",
                        "~beacon:sliding:*",
                        "~beacon:bucket:*",
                        "~beacon:running:*",
                        "~beacon:limit-rules:*",
                        "~beacon:{rev}:t:*",
                        "~beacon:{rev}:u:*",
                        "~beacon:{rev}:index:*",
                        "~beacon:{rev}:f:*",
                        "~beacon:{rev}:g:*",
                        "~beacon:{rev}:*epoch",
                        "~beacon:{rev}:*horizon",
                        "~beacon:{rev}:*log",
                        "&*",
                        "+@all");
                Application application = new Application(properties(server, "beacon.health.timeout", "10s"))) {
            Revocation revoked =
                    application.bean(TokenBlacklistService.class).revokeAllUserTokens("sub", "ada", "suspended");
            assertThat(revoked.outcome()).isEqualTo(Revocation.Outcome.REVOKED);

            HealthCheckResponse.setResponseProvider(ReadinessTest.Response::new);
            HealthCheckResponse response =
                    application.bean(StoreReadiness.class).call();
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(String.valueOf(response.getData().orElseThrow().get("refused.audit")))
                    .contains("NOPERM", "such keys");
            assertThat(lines.all()).anyMatch(line -> line.contains("not audited") && line.contains("such keys"));
        }
    }

    @Test
    void user_withTheRightsOfWhatIsSwitchedOn_isReady() {
        try (RedisProcess server = server(
                        "~beacon:window:*",
                        "~beacon:sliding:*",
                        "~beacon:bucket:*",
                        "~beacon:running:*",
                        "~beacon:limit-rules:*",
                        "&*",
                        "+@all");
                Application application = new Application(properties(
                        server,
                        "beacon.health.timeout",
                        "10s",
                        "beacon.cache.enabled",
                        "false",
                        "beacon.revocation.enabled",
                        "false"))) {
            assertThat(unready(application)).isEmpty();
        }
    }

    private static void admin(RedisProcess server, String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String commands = "AUTH " + USER + " secret\r\n" + command + "\r\nQUIT\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("+OK\r\n".repeat(3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ACL SETUSER app -hincrby, NOPERM, ACL SETUSER app +hincrby",
        "CONFIG SET maxmemory 1, OOM, CONFIG SET maxmemory 0",
        "CONFIG SET min-replicas-to-write 1, NOREPLICAS, CONFIG SET min-replicas-to-write 0"
    })
    void server_thatRefusesWhileItRuns_isNotReadySoonUntilItIsMended(String change, String reason, String mended) {
        try (RedisProcess server = server("~beacon:*", "&*", "+@all");
                Application application = new Application(properties(server, "beacon.health.timeout", "10s"))) {
            assertThat(unready(application)).isEmpty();

            admin(server, change);
            // a good answer would otherwise last for a minute
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                // whatever its failure policy makes of it
                Throwable unused = catchThrowable(
                        () -> application.bean(RateLimiter.class).tryAcquire("subject", 5, Duration.ofMinutes(1)));
                assertThat(unready(application))
                        .hasValueSatisfying(message -> assertThat(message).contains(reason));
            });

            admin(server, mended);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(unready(application)).isEmpty());
        }
    }

    @Test
    void user_withoutTheChannel_isReadyAndLogged() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                RedisProcess server = server("~beacon:*", "+@all");
                Application application = new Application(properties(server, "beacon.health.timeout", "10s"))) {
            assertThat(unready(application)).isEmpty();
            assertThat(application
                            .bean(RedisService.class)
                            .getOrSet("key", String.class, Duration.ofMinutes(1), () -> "value"))
                    .isEqualTo("value");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(lines.all()).anySatisfy(line -> assertThat(line)
                            .contains("caches work without pushes", "PUBLISH", "the channel")));
            assertThat(lines.all()).noneSatisfy(line -> assertThat(line).contains("does not answer"));
        }
    }

    /** The bean of the README. */
    @ApplicationScoped
    public static class Vault implements RedisCredentials {
        @Override
        public Login login() {
            return new Login(USER, "secret");
        }
    }

    /** One too many. */
    @ApplicationScoped
    public static class OtherVault implements RedisCredentials {
        @Override
        public Login login() {
            return new Login(USER, "other");
        }
    }

    @Test
    void credentials_ofABean_goBeforeThoseOfTheUrl() {
        try (RedisProcess server = server("~beacon:*", "&*", "+@all");
                Application application = new Application(
                        Map.of("redis.url", server.url().replace("//", "//" + USER + ":outdated@")), Vault.class)) {
            assertThat(application.bean(RedisService.class).isReady()).isTrue();
        }
    }

    @Test
    void credentials_ofTwoBeans_areRefused() {
        try (RedisProcess server = server("~beacon:*", "&*", "+@all")) {
            Map<String, String> properties = properties(server);
            assertThatThrownBy(() -> {
                        try (Application application = new Application(properties, Vault.class, OtherVault.class)) {
                            application.bean(StoreStatus.class);
                        }
                    })
                    .hasStackTraceContaining("several beans of the type " + RedisCredentials.class.getName())
                    .isNotInstanceOf(StoreException.class);
        }
    }
}
