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
 * The connections to the masters of a cluster that stand behind one of the client's. The client opens each when it is first
 * needed, and refuses commands meanwhile; and it believes in one that has gone silent until TCP gives up.
 */
final class ClusterNodes {
    private final NodeHeartbeats heartbeats;
    private final Runnable trouble;

    /** @param trouble told when a master has not answered */
    ClusterNodes(NodeHeartbeats heartbeats, Runnable trouble) {
        this.heartbeats = heartbeats;
        this.trouble = trouble;
    }

    /** Opens all of them; completes, never exceptionally, when each has been tried. */
    <V> CompletableFuture<Void> open(StatefulRedisClusterConnection<String, V> connection) {
        CompletableFuture<?>[] attempts = masters(connection).stream()
                .map(master -> open(connection, master).handle((opened, failure) -> opened))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(attempts);
    }

    /**
     * Asks every master for a sign of life. Completes with the first one; fails if there is none. A master that stays silent
     * is disconnected, and connected to anew.
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
                        trouble.run();
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
                .filter(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots())
                .toList();
    }
}
