package io.boosterbeacon.redis.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three masters, each with a replica. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;

    private final RedisClient client = RedisClient.create();
    private final int[] busPorts =
            IntStream.range(0, 2 * MASTERS).map(i -> Ports.free()).toArray();
    private final List<RedisProcess> nodes;

    private RedisCluster(Function<String[], RedisProcess> starter) {
        nodes = IntStream.range(0, 2 * MASTERS)
                .mapToObj(i -> starter.apply(settings(busPorts[i])))
                .toList();
        RedisProcess first = nodes.get(0);
        for (int i = 0; i < MASTERS; i++) {
            int[] slots = IntStream.range(i * SlotHash.SLOT_COUNT / MASTERS, (i + 1) * SlotHash.SLOT_COUNT / MASTERS)
                    .toArray();
            ask(nodes.get(i), redis -> redis.clusterAddSlots(slots));
        }
        for (int i = 1; i < nodes.size(); i++) {
            // Lettuce's own method takes no bus port
            CommandArgs<String, String> meet = new CommandArgs<>(StringCodec.UTF8)
                    .add("MEET")
                    .add("127.0.0.1")
                    .add(nodes.get(i).port())
                    .add(busPorts[i]);
            ask(first, redis -> redis.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), meet));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream().allMatch(this::knowsAll));
        for (int i = 0; i < MASTERS; i++) {
            String master = ask(nodes.get(i), RedisCommands::clusterMyId);
            ask(nodes.get(MASTERS + i), redis -> redis.clusterReplicate(master));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream().allMatch(this::isComplete));
    }

    /**
     * Starts nodes.
     *
     * @param settings of all nodes, besides those of a cluster
     */
    public static RedisCluster start(String... settings) {
        return new RedisCluster(own -> RedisProcess.start(
                Stream.of(own, settings).flatMap(Arrays::stream).toArray(String[]::new)));
    }

    /** Starts nodes that accept TLS only, from any client. */
    public static RedisCluster startTls(Certificates certificates) {
        return new RedisCluster(own -> RedisProcess.startTls(
                certificates,
                Stream.of(certificates.peerSettings(), List.of("--tls-cluster", "yes"), List.of(own))
                        .flatMap(List::stream)
                        .toArray(String[]::new)));
    }

    private static String[] settings(int busPort) {
        return new String[] {
            "--cluster-enabled",
            "yes",
            "--cluster-port",
            String.valueOf(busPort),
            "--cluster-config-file",
            TempFolder.create("beacon-cluster").resolve("nodes.conf").toString(),
            "--cluster-node-timeout",
            "1000",
            "--cluster-require-full-coverage",
            "no"
        };
    }

    public String url() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", nodes.get(0).url().replaceFirst(":.*", "://"), ""));
    }

    /** The master of a key's slot now. */
    public RedisProcess masterOf(String key) {
        int slot = SlotHash.getSlot(key);
        for (RedisProcess node : nodes) {
            try {
                int port = ask(node, RedisCommands::clusterNodes).transform(ClusterPartitionParser::parse).stream()
                        .filter(each -> each.hasSlot(slot))
                        .map(RedisClusterNode::getUri)
                        .findFirst()
                        .orElseThrow()
                        .getPort();
                return nodes.stream()
                        .filter(each -> each.port() == port)
                        .findFirst()
                        .orElseThrow();
            } catch (RedisException killed) {
                // ask the next one
            }
        }
        throw new IllegalStateException("no node of the cluster answers");
    }

    /**
     * Puts a proxy in front of the master of a key, for clients and nodes. After that, {@link #masterOf} does not find
     * the master.
     */
    public TcpProxy proxyOf(String key) {
        RedisProcess master = masterOf(key);
        TcpProxy proxy = new TcpProxy(master.port());
        ask(master, redis -> redis.configSet("cluster-announce-port", String.valueOf(proxy.port())));
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream()
                .allMatch(node -> ask(node, RedisCommands::clusterNodes).contains(":" + proxy.port() + "@")));
        return proxy;
    }

    /** Begins to move the slot of a key to another master. */
    public Move move(String key) {
        return new Move(SlotHash.getSlot(key), masterOf(key));
    }

    /** A slot that is being moved; closing this ends the move. */
    public final class Move implements AutoCloseable {
        private final int slot;
        private final RedisProcess from;
        private final RedisProcess to;
        private final String target;

        private Move(int slot, RedisProcess from) {
            this.slot = slot;
            this.from = from;
            this.to = nodes.stream()
                    .limit(MASTERS)
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            this.target = ask(to, RedisCommands::clusterMyId);
            String source = ask(from, RedisCommands::clusterMyId);
            ask(to, redis -> redis.clusterSetSlotImporting(slot, source));
            ask(from, redis -> redis.clusterSetSlotMigrating(slot, target));
        }

        /** Moves the keys that exist now. */
        public void keys() {
            List<String> keys = ask(from, redis -> redis.clusterGetKeysInSlot(slot, 1_000));
            keys.forEach(key -> ask(from, redis -> redis.migrate("127.0.0.1", to.port(), key, 0, 5_000)));
        }

        @Override
        public void close() {
            ask(to, redis -> redis.clusterSetSlotNode(slot, target));
            ask(from, redis -> redis.clusterSetSlotNode(slot, target));
        }
    }

    private boolean knowsAll(RedisProcess node) {
        return nodesSeenBy(node) == nodes.size();
    }

    private int nodesSeenBy(RedisProcess node) {
        return (int) ask(node, RedisCommands::clusterNodes)
                .lines()
                .filter(line -> line.contains("connected"))
                .count();
    }

    private boolean isComplete(RedisProcess node) {
        String info = ask(node, RedisCommands::clusterInfo);
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SlotHash.SLOT_COUNT)
                && ask(node, RedisCommands::clusterNodes)
                                .lines()
                                .filter(line -> line.contains("slave"))
                                .count()
                        == MASTERS
                && (!ask(node, redis -> redis.info("replication")).contains("role:slave")
                        || ask(node, redis -> redis.info("replication")).contains("master_link_status:up"));
    }

    private <T> T ask(RedisProcess node, Function<RedisCommands<String, String>, T> question) {
        try (StatefulRedisConnection<String, String> connection = client.connect(Certificates.unverified(node.url()))) {
            return question.apply(connection.sync());
        }
    }

    /** Kills all nodes (SIGKILL). */
    public void kill() {
        nodes.forEach(RedisProcess::kill);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        nodes.forEach(RedisProcess::close);
    }
}
