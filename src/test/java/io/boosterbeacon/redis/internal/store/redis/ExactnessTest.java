package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExactnessTest {
    private static final int ROUNDS = 4;

    @Test
    void limit_underTwoJvmsOf64Threads_isMetExactly() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Store store =
                        RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(20)), Telemetry.NONE)) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AdmissionNode.class.getName(),
                            server.url(),
                            String.valueOf(ROUNDS))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                int shared = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    String subject = "round" + round;
                    AdmissionNode.meet(store, subject, 2);
                    long mine = AdmissionNode.admitted(store, subject, List.of(Requests.of("p", 1_000, MINUTE, 1)));
                    long others = admittedByTheOther(store, subject);
                    assertThat(mine + others).isEqualTo(1_000);
                    assertThat(done(store.rateLimits().adjust(subject, "p", Requests.ANY, 0))
                                    .count())
                            .isEqualTo(1_000);
                    shared += mine > 0 && others > 0 ? 1 : 0;
                }
                assertThat(shared)
                        .as("rounds in which both nodes were admitted")
                        .isPositive();
                assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(other.exitValue()).isZero();
            } finally {
                other.destroyForcibly();
            }
        }
    }

    private static long admittedByTheOther(Store store, String subject) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> done(store.keyValues().get("admitted:" + subject)), Optional::isPresent)
                .map(bytes -> Long.valueOf(new String(bytes, StandardCharsets.UTF_8)))
                .orElseThrow();
    }

    @Test
    void policies_ofOneSubjectUnder64Threads_countOnlyWhatAllAdmitted() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Store store =
                        RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(20)), Telemetry.NONE)) {
            List<Request> policies = List.of(
                    Requests.of("wide", 1_000, MINUTE, 1),
                    Requests.of("narrow", 700, MINUTE, 1),
                    Requests.of("dear", 2_150, MINUTE, 3));

            assertThat(AdmissionNode.admitted(store, "subject", policies)).isEqualTo(700);

            assertThat(done(store.rateLimits().adjust("subject", "wide", Requests.ANY, 0))
                            .count())
                    .isEqualTo(700);
            assertThat(done(store.rateLimits().adjust("subject", "narrow", Requests.ANY, 0))
                            .count())
                    .isEqualTo(700);
            assertThat(done(store.rateLimits().adjust("subject", "dear", Requests.ANY, 0))
                            .count())
                    .isEqualTo(2_100);
        }
    }
}
