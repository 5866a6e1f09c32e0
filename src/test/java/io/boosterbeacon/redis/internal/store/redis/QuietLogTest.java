package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.redis.RedisOptions.Shape;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.Ports;
import io.boosterbeacon.redis.testing.RedisCluster;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client writes to the log of its own accord while nobody answers: a dead Redis must not fill the disk. */
class QuietLogTest {
    private static final System.Logger LOG = System.getLogger(QuietLogTest.class.getName());
    /** The first moments may be louder. */
    private static final Duration BEGINNING = Duration.ofSeconds(8);

    private static final Duration OUTAGE = Duration.ofSeconds(20);
    /** Three in a second, of 130 bytes each: 35 MB a day. */
    private static final int LINES = 60;

    @ParameterizedTest
    @CsvSource({"STANDALONE, redis://, 1", "SENTINEL, redis-sentinel://, 3", "CLUSTER, redis://, 6"})
    void client_thatFindsNobody_saysLittle(Shape shape, String scheme, int servers) {
        String hosts = IntStream.range(0, servers)
                .mapToObj(i -> "127.0.0.1:" + Ports.free())
                .collect(Collectors.joining(",", scheme, shape == Shape.SENTINEL ? "#master" : ""));
        try (RedisStore store =
                RedisStore.connect(Faults.options(hosts, shape, Duration.ofSeconds(1)), event -> {})) {
            assertThat(failure(store.ping())).hasMessageContaining("Connection refused");

            assertFew(shape + " never there at " + store.address());
        }
    }

    @Test
    void client_thatLosesAWholeCluster_saysLittle() {
        try (RedisCluster servers = RedisCluster.start();
                RedisStore store = RedisStore.connect(
                        Faults.options(servers.url(), Shape.CLUSTER, Duration.ofSeconds(1)), event -> {})) {
            done(store.ping());
            servers.kill();

            assertFew("CLUSTER lost");
        }
    }

    private static void assertFew(String what) {
        SharedStore.pass(BEGINNING);
        try (LogLines lines = new LogLines("io.lettuce")) {
            SharedStore.pass(OUTAGE);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} lines in {2} s",
                    what,
                    lines.all().size(),
                    OUTAGE.toSeconds());
            assertThat(lines.all()).hasSizeLessThanOrEqualTo(LINES);
        }
    }
}
