package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to the masters of a cluster, which belong to one connection of the client. The client opens each one
 * when it is first needed, and refuses commands until it is open. It also keeps a silent connection until TCP times
 * out.
 */
final class ClusterNodes {
    private final NodeHeartbeats heartbeats;
    private final Runnable unanswered;

    /** @param unanswered called when a master has not answered */
    ClusterNodes(NodeHeartbeats heartbeats, Runnable unanswered) {
        this.heartbeats = heartbeats;
        this.unanswered = unanswered;
    }

    /** Opens the connections to all masters. Completes when all attempts have ended; does not fail. */
    <V> CompletableFuture<Void> open(StatefulRedisClusterConnection<String, V> connection) {
        CompletableFuture<?>[] attempts = masters(connection).stream()
                .map(master -> open(connection, master).handle((opened, failure) -> opened))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(attempts);
    }

    /**
     * Pings all masters. Completes with the first answer; fails if there is none. A silent master is disconnected and
     * then reconnected.
     */
    <V> CompletableFuture<String> ping(StatefulRedisClusterConnection<String, V> connection) {
        List<RedisClusterNode> masters = masters(connection);
        CompletableFuture<String> any = new CompletableFuture<>();
        AtomicInteger silent = new AtomicInteger(masters.size());
        if (masters.isEmpty()) {
            any.completeExceptionally(new IllegalStateException("no master of the cluster is known"));
        }
        for (RedisClusterNode master : masters) {
            CompletionStage<String> unused = open(connection, master)
                    .thenCompose(heartbeats::ping)
                    .whenComplete((pong, failure) -> {
                        if (failure == null) {
                            any.complete(pong);
                            return;
                        }
                        unanswered.run();
                        if (silent.decrementAndGet() == 0) {
                            any.completeExceptionally(failure);
                        }
                    });
        }
        return any;
    }

    private static <V> CompletableFuture<StatefulRedisConnection<String, V>> open(
            StatefulRedisClusterConnection<String, V> connection, RedisClusterNode master) {
        try {
            return connection.getConnectionAsync(
                    master.getUri().getHost(), master.getUri().getPort());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static List<RedisClusterNode> masters(StatefulRedisClusterConnection<?, ?> connection) {
        return connection.getPartitions().stream()
                .filter(ClusterNodes::isMaster)
                .toList();
    }

    static boolean isMaster(RedisClusterNode node) {
        return node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots();
    }
}
