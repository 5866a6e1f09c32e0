package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.redis.connection.Connector;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisClients;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.Resp2Fallback;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All masters of a cluster behind each connection, which follows redirections and changes of the topology by itself. */
public final class ClusterConnector implements Connector {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final RedisClusterClient client;
    private final List<RedisURI> seeds;
    private final Topology topology;
    private final ClusterNodes nodes;
    private final Deadlines timer;

    public ClusterConnector(
            RedisSettings options,
            @Nullable RedisCredentialsProvider credentials,
            ClientResources resources,
            Deadlines timer) {
        this.timer = timer;
        this.seeds = RedisClients.seeds(options);
        if (credentials != null) {
            seeds.forEach(seed -> seed.setCredentialsProvider(credentials));
        }
        this.client = RedisClusterClient.create(resources, seeds);
        ClusterClientOptions clusterOptions = RedisClients.clusterOptions(options);
        client.setOptions(clusterOptions);
        Resp2Fallback protocol = new Resp2Fallback(version -> client.setOptions(
                clusterOptions.mutate().protocolVersion(version).build()));
        // what it connects to first: all other connections come later
        this.topology = new Topology(() -> protocol.connect(client::refreshPartitionsAsync), System::nanoTime);
        this.nodes = new ClusterNodes(new NodeHeartbeats(timer), () -> {
            CompletableFuture<Void> unused = topology.refresh();
        });
    }

    @Override
    public <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
        // the client connects to nothing before it has seen the topology once
        return topology.refresh()
                .thenCompose(seen -> client.connectAsync(codec))
                // and would refuse the first command to each master; one that is silent keeps nobody from the others
                .thenCompose(connection -> CompletableFuture.anyOf(nodes.open(connection), warmUp())
                        .thenApply(tried -> connection));
    }

    private CompletableFuture<Void> warmUp() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Future<?> unused = timer.once(WARM_UP, () -> over.complete(null));
        return over;
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
    public String address() {
        return seeds.stream().map(seed -> seed.getHost() + ":" + seed.getPort()).collect(Collectors.joining(","));
    }
}
