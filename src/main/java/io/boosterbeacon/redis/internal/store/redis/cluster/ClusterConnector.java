package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.redis.connection.Channels;
import io.boosterbeacon.redis.internal.store.redis.connection.Connector;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisClients;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.Resp2Fallback;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a cluster. Each connection stands for connections to all masters, and follows redirections and changes of
 * the topology by itself.
 */
public final class ClusterConnector implements Connector {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final RedisClusterClient client;
    private final List<RedisURI> seeds;
    private final Topology topology;
    private final ClusterNodes nodes;
    /** Opens connections to single nodes, which the client of the cluster cannot. */
    private final RedisClient nodeClient;

    private final Scheduler timer;

    public ClusterConnector(
            RedisSettings options,
            @Nullable RedisCredentialsProvider credentials,
            ClientResources resources,
            Scheduler timer,
            Channels channels) {
        this.timer = timer;
        this.seeds = RedisClients.seeds(options);
        if (credentials != null) {
            seeds.forEach(seed -> seed.setCredentialsProvider(credentials));
        }
        this.client = RedisClusterClient.create(resources, seeds);
        ClusterClientOptions clusterOptions = RedisClients.clusterOptions(options);
        client.setOptions(clusterOptions);
        this.nodeClient = RedisClient.create(resources);
        nodeClient.setOptions(RedisClients.options(options));
        Resp2Fallback protocol = new Resp2Fallback(version -> {
            client.setOptions(clusterOptions.mutate().protocolVersion(version).build());
            nodeClient.setOptions(
                    nodeClient.getOptions().mutate().protocolVersion(version).build());
        });
        // the topology is loaded by the first connection, so the protocol is negotiated there
        this.topology = new Topology(() -> protocol.connect(client::refreshPartitionsAsync), System::nanoTime);
        this.nodes = new ClusterNodes(new NodeHeartbeats(timer, channels), () -> {
            CompletableFuture<Void> unused = topology.refresh();
        });
    }

    @Override
    public <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
        // the client requires the topology before it opens a connection
        return topology.refresh()
                .thenCompose(seen -> client.connectAsync(codec))
                // without a connection to a master, the first command to it would be refused; a silent master must not
                // delay the use of the others
                .thenCompose(connection -> CompletableFuture.anyOf(nodes.open(connection), warmUp())
                        .thenApply(tried -> connection));
    }

    private CompletableFuture<Void> warmUp() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Future<?> unused = timer.once(WARM_UP, () -> over.complete(null));
        return over;
    }

    @Override
    public @Nullable String serverOf(String key) {
        if (!topology.isKnown()) {
            // the client would load it, and its caller would wait
            return null;
        }
        RedisClusterNode master = client.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        return master == null ? null : address(master);
    }

    @Override
    public Set<String> servers() {
        if (!topology.isKnown()) {
            return Set.of();
        }
        return client.getPartitions().stream()
                .filter(ClusterNodes::isMaster)
                .map(ClusterConnector::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String address(RedisClusterNode node) {
        return node.getUri().getHost() + ":" + node.getUri().getPort();
    }

    @Override
    public CompletionStage<StatefulConnection<String, byte[]>> connectTo(String server) {
        int colon = server.lastIndexOf(':');
        RedisURI uri = RedisURI.builder(seeds.get(0))
                .withHost(server.substring(0, colon))
                .withPort(Integer.parseInt(server.substring(colon + 1)))
                .build();
        return nodeClient.connectAsync(RedisConnection.CODEC, uri).thenApply(connection -> connection);
    }

    @Override
    public void refresh() {
        CompletableFuture<Void> unused = topology.refresh();
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return topology.refresh()
                .thenCompose(seen -> client.connectPubSubAsync(RedisConnection.CODEC))
                .thenApply(connection -> connection);
    }

    @Override
    public CompletionStage<String> ping(StatefulConnection<String, byte[]> connection) {
        return nodes.ping((StatefulRedisClusterConnection<String, byte[]>) connection);
    }

    @Override
    public boolean reconnects() {
        return true;
    }

    @Override
    public Class<?> connectionType() {
        return StatefulRedisClusterConnection.class;
    }

    @Override
    public int database() {
        return 0;
    }

    @Override
    public RedisClusterClient client() {
        return client;
    }

    @Override
    public List<AbstractRedisClient> clients() {
        return List.of(client, nodeClient);
    }

    @Override
    public String address() {
        return seeds.stream().map(seed -> seed.getHost() + ":" + seed.getPort()).collect(Collectors.joining(","));
    }
}
