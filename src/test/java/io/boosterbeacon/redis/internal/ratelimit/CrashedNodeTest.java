package io.boosterbeacon.redis.internal.ratelimit;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The permits of a node that is killed. */
class CrashedNodeTest {
    private static final Duration EXPIRY = Duration.ofSeconds(2);
    private static final int CRASHED = 50;
    private static final int OWN = 10;

    @Test
    void permits_ofAKilledNode_endAfterTheExpiryAndNobodyElses() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Scheduler timers = new Scheduler();
                Store store =
                        RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(20)), Telemetry.NONE)) {
            RateLimiter limiter = PermitHolder.limiter(store, timers);
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            PermitHolder.class.getName(),
                            server.url(),
                            String.valueOf(CRASHED))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                for (int i = 0; i < OWN; i++) {
                    limiter.acquire(PermitHolder.KEY, PermitHolder.POLICY, Duration.ZERO);
                }
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> done(store.keyValues().increment("holders", 0, MINUTE)) == 1);
                // both nodes renew their permits
                assertStaysFor(EXPIRY.plusMillis(500), limiter, CRASHED + OWN);
            } finally {
                other.destroyForcibly();
            }
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
            long killed = System.nanoTime();
            await().atMost(EXPIRY.plusSeconds(5))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> count(limiter) < CRASHED + OWN);
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(EXPIRY.plusSeconds(1));
            await().atMost(Duration.ofSeconds(2)).until(() -> count(limiter) == OWN);

            assertStaysFor(EXPIRY.plusMillis(500), limiter, OWN);
            for (int i = 0; i < CRASHED; i++) {
                assertThat(limiter.acquire(PermitHolder.KEY, PermitHolder.POLICY, Duration.ZERO)
                                .result()
                                .count())
                        .isEqualTo(OWN + i + 1);
            }
            assertThatThrownBy(() -> limiter.acquire(PermitHolder.KEY, PermitHolder.POLICY, Duration.ZERO))
                    .isInstanceOf(RateLimitExceededException.class);
        }
    }

    private static long count(RateLimiter limiter) {
        return limiter.status(PermitHolder.KEY, PermitHolder.POLICY).count();
    }

    private static void assertStaysFor(Duration time, RateLimiter limiter, long count) {
        await().during(time)
                .atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(count(limiter)).isEqualTo(count);
                    return true;
                });
    }
}
