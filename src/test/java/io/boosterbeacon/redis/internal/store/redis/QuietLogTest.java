package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.Ports;
import io.boosterbeacon.redis.testing.RedisCluster;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the client writes to the log of its own accord while nobody answers: a dead Redis must not fill the disk. */
class QuietLogTest {
    private static final System.Logger LOG = System.getLogger(QuietLogTest.class.getName());
    /** The first moments may be louder. */
    private static final Duration BEGINNING = Duration.ofSeconds(8);

    private static final Duration OUTAGE = Duration.ofSeconds(10);
    /** Of four clients: less than two in a second for each, on the average. */
    private static final int LINES = 80;

    private static RedisStore connect(Shape shape, String url) {
        return RedisStore.connect(Faults.options(url, shape, Duration.ofSeconds(1)), Telemetry.NONE);
    }

    private static RedisStore nobody(Shape shape, String scheme, int servers, String rest) {
        return connect(
                shape,
                IntStream.range(0, servers)
                        .mapToObj(i -> "127.0.0.1:" + Ports.free())
                        .collect(Collectors.joining(",", scheme + "://", rest)));
    }

    @Test
    void clients_thatFindNobody_sayLittle() {
        try (RedisCluster servers = RedisCluster.start();
                RedisStore orphan = connect(Shape.CLUSTER, servers.url());
                RedisStore standalone = nobody(Shape.STANDALONE, "redis", 1, "");
                RedisStore sentinel = nobody(Shape.SENTINEL, "redis-sentinel", 3, "#master");
                RedisStore cluster = nobody(Shape.CLUSTER, "redis", 6, "")) {
            done(orphan.ping());
            servers.kill();
            SharedStore.pass(BEGINNING);
            try (LogLines lines = new LogLines("io.lettuce")) {
                SharedStore.pass(OUTAGE);
                LOG.log(
                        System.Logger.Level.INFO,
                        "Lines of the client: {0} in {1} s",
                        lines.all().size(),
                        OUTAGE.toSeconds());
                assertThat(lines.all()).isNotEmpty().hasSizeLessThanOrEqualTo(LINES);
            }
            assertThat(failure(standalone.ping())).hasMessageContaining("Connection refused");
            assertThat(failure(sentinel.ping())).hasMessageContaining("Connection refused");
            assertThat(failure(cluster.ping())).hasMessageContaining("Connection refused");
            assertThat(failure(orphan.ping())).hasMessageContaining("Connection refused");
        }
    }
}
