package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TempFolder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The permits that a node holds in advance when it is killed. */
@Alone
class KilledLeasesTest {
    private static final long MOST_HELD = LeaseHolder.LIMIT / 50;
    private static final long KILLED_AFTER = LeaseHolder.LIMIT / 10;

    /** The permits stay counted until their window ends: less is admitted by as many, and never more than the limit. */
    @ParameterizedTest
    @EnumSource
    void permits_thatAKilledNodeHolds_areLost(LeaseHolder.Kind kind) throws Exception {
        Path file = TempFolder.create("beacon-lease").resolve("used");
        ByteBuffer used = LeaseHolder.count(file);
        try (RedisProcess server = RedisProcess.start();
                Scheduler timers = new Scheduler();
                Store store = RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(20)), Telemetry.NONE);
                PermitLeases node = new PermitLeases(
                        new KnownDenials(store.rateLimits(), System::nanoTime), timers, System::nanoTime)) {
            killAfter(used, server.url(), kind, file);

            long usedByKilled = used.getLong(0);
            long counted = done(store.rateLimits().adjust(LeaseHolder.SUBJECT, "p", kind.algorithm, 0))
                    .count();
            // it may have been killed between the admission and its record
            assertThat(counted).isBetween(usedByKilled, usedByKilled + 1 + MOST_HELD);
            long admitted = 0;
            while (done(node.tryAcquire(LeaseHolder.SUBJECT, kind.requests()))
                    .get(0)
                    .admitted()) {
                admitted++;
            }
            // with a permit that a bucket may have filled in
            assertThat(admitted).isBetween(LeaseHolder.LIMIT - counted, LeaseHolder.LIMIT - counted + 1);
            System.out.println(kind + ": " + usedByKilled + " used by the killed node, " + admitted
                    + " by the other one, " + (LeaseHolder.LIMIT - usedByKilled - admitted) + " of "
                    + LeaseHolder.LIMIT + " lost");
        }
    }

    private static void killAfter(ByteBuffer used, String url, LeaseHolder.Kind kind, Path file) throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseHolder.class.getName(),
                        url,
                        kind.name(),
                        file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            await().atMost(MINUTE).pollInterval(Duration.ofMillis(1)).until(() -> {
                assertThat(killed.isAlive()).isTrue();
                return used.getLong(0) >= KILLED_AFTER;
            });
        } finally {
            killed.destroyForcibly();
        }
        assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
