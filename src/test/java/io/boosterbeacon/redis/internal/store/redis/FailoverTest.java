package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.Faults.Load;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.RedisSentinels;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A master that dies under load while others can take its place. */
class FailoverTest {
    private static final System.Logger LOG = System.getLogger(FailoverTest.class.getName());
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void writes_afterTheMasterOfSentinelsDied_goToTheNewOne() {
        try (RedisSentinels servers = RedisSentinels.start();
                RedisStore store = RedisStore.connect(
                        Faults.options(servers.url(), RedisSettings.Shape.SENTINEL, COMMAND_TIMEOUT), Telemetry.NONE)) {
            RedisProcess master = servers.master();

            survive(store, master, "subject", "Sentinel failover");

            assertThat(servers.master().port()).isNotEqualTo(master.port());
        }
    }

    @Test
    void writes_afterAMasterOfTheClusterDied_goToItsReplica() {
        try (RedisCluster servers = RedisCluster.start();
                RedisStore store = RedisStore.connect(
                        Faults.options(servers.url(), RedisSettings.Shape.CLUSTER, COMMAND_TIMEOUT), Telemetry.NONE)) {
            RedisProcess master = servers.masterOf("{subject}");

            survive(store, master, "subject", "Cluster failover");

            assertThat(servers.masterOf("{subject}").port()).isNotEqualTo(master.port());
        }
    }

    private static void survive(RedisStore store, RedisProcess master, String subject, String what) {
        done(tryAcquire(store, subject));
        try (Load load = new Load(16, store)) {
            long start = System.nanoTime();
            master.kill();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> Faults.writes(store, subject));
            Duration gap = Duration.ofNanos(System.nanoTime() - start);
            long resumed = load.answered();
            await().atMost(PATIENCE).until(() -> load.answered() > resumed + 1_000);

            Map<RedisErrorType, Long> errors = load.stop().stream()
                    .map(failure -> ((StoreException) failure).type())
                    .collect(Collectors.groupingBy(type -> type, Collectors.counting()));
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: writes resumed after {1} ms; failed calls: {2}",
                    what,
                    gap.toMillis(),
                    errors);
            assertThat(errors).doesNotContainKey(RedisErrorType.UNKNOWN_ERROR);
        }
    }
}
