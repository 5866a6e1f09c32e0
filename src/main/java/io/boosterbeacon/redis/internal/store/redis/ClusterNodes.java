package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.lettuce.core.Delegating;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.DefaultEndpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to the masters of a cluster that stand behind one of the client's. The client opens each when it is first
 * needed, and refuses commands meanwhile; and it believes in one that has gone silent until TCP gives up.
 */
final class ClusterNodes {
    private final Runnable trouble;

    /** @param trouble told when a master has not answered */
    ClusterNodes(Runnable trouble) {
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
     * is connected to anew.
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
                    .thenCompose(ClusterNodes::ping)
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

    private static <V> CompletionStage<String> ping(StatefulRedisConnection<String, V> node) {
        return node.async().ping().whenComplete((pong, failure) -> {
            if (failure != null && RedisErrors.translate(failure).type() == RedisErrorType.TIMEOUT_ERROR) {
                disconnect(node);
            }
        });
    }

    /** The client's own reconnection does the rest; closing the connection would end that. */
    private static void disconnect(StatefulRedisConnection<?, ?> node) {
        RedisChannelWriter writer = ((RedisChannelHandler<?, ?>) node).getChannelWriter();
        while (writer instanceof Delegating<?> wrapped) {
            writer = (RedisChannelWriter) wrapped.getDelegate();
        }
        if (writer instanceof DefaultEndpoint endpoint) {
            endpoint.disconnect();
        }
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
