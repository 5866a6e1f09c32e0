package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TcpProxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Near values when the network is cut and both ends live. Another client writes meanwhile. The profile
 * {@code full-size} cuts it more often, also in a cluster.
 */
@Alone
class NearCutsTest {
    private static final System.Logger LOG = System.getLogger(NearCutsTest.class.getName());
    private static final int ROUNDS = Integer.getInteger("test.near.cuts", 2);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    private Duration longest = Duration.ZERO;

    /** How the network is cut. */
    private enum Cut {
        /** Both ends learn of it. */
        CLOSED {
            @Override
            void make(TcpProxy network) {
                network.hangUp(true);
            }

            @Override
            void end(TcpProxy network) {
                network.hangUp(false);
            }
        },
        /** Nothing arrives any more, and nobody is told. */
        SILENT {
            @Override
            void make(TcpProxy network) {
                network.muteAll();
            }

            @Override
            void end(TcpProxy network) {
                // new connections work
            }
        };

        abstract void make(TcpProxy network);

        abstract void end(TcpProxy network);
    }

    /** Cuts the network, writes to Redis, and reads the value near until the cut is detected, and after that. */
    private void cut(Cut how, TcpProxy network, NearNode node, Operator operator, CacheEntry.Cached entry) {
        String key = NearNode.valueKey(entry);
        how.make(network);
        long cut = System.nanoTime();
        long unused = operator.redis().append(key, "b");
        long last = cut;
        long begin = cut;
        while (node.near(entry).isPresent()) {
            last = begin;
            assertThat(Duration.ofNanos(last - cut)).isLessThan(Duration.ofSeconds(30));
            begin = System.nanoTime();
        }
        Duration served = Duration.ofNanos(last - cut);
        longest = served.compareTo(longest) > 0 ? served : longest;
        how.end(network);
        // from the detection on, there is the new value or none
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    assertThat(node.near(entry)).isNotEqualTo(Optional.of("a"));
                    try {
                        assertThat(node.read(entry)).contains("ab");
                    } catch (CompletionException notConnected) {
                        return false;
                    }
                    return node.near(entry).equals(Optional.of("ab"));
                });
    }

    private static CacheEntry.Cached near(NearNode node) {
        CacheEntry.Cached entry = NearNode.entry();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            node.put(entry, "a");
            return true;
        });
        node.untilNear(entry);
        return entry;
    }

    private void report(String what) {
        LOG.log(System.Logger.Level.INFO, what + ": near values were served for " + longest.toMillis() + " ms at most");
        assertThat(longest).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void network_thatIsCut_endsNearValuesWithinASecond_andNoOldOneComesBack(Cut how) {
        try (RedisProcess server = RedisProcess.start();
                TcpProxy network = new TcpProxy(server.port());
                Operator operator = new Operator(server.url());
                NearNode node = new NearNode(Faults.options("redis://127.0.0.1:" + network.port(), COMMAND_TIMEOUT))) {
            for (int i = 0; i < ROUNDS; i++) {
                cut(how, network, node, operator, near(node));
            }
        }
        report("A cut network, " + how);
    }

    @Test
    void networkToOneMaster_thatIsCutInSilence_endsItsNearValuesWithinASecond() {
        assumeTrue(ROUNDS > 2, "in full size");
        try (RedisCluster servers = RedisCluster.start();
                NearNode first = new NearNode(Faults.options(servers.url(), Shape.CLUSTER, COMMAND_TIMEOUT))) {
            CacheEntry.Cached entry = near(first);
            String key = NearNode.valueKey(entry);
            String master = servers.masterOf(key).url();
            try (TcpProxy network = servers.proxyOf(key);
                    Operator operator = new Operator(master);
                    NearNode node = new NearNode(Faults.options(servers.url(), Shape.CLUSTER, COMMAND_TIMEOUT))) {
                for (int i = 0; i < ROUNDS; i++) {
                    first.put(entry, "a");
                    node.untilNear(entry);
                    cut(Cut.SILENT, network, node, operator, entry);
                }
            }
        }
        report("A cluster, one master cut in silence");
    }
}
