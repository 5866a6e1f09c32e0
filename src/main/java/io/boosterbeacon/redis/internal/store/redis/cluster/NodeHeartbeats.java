package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.SilenceLimits;
import io.lettuce.core.Delegating;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.DefaultEndpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;

/**
 * Pings single nodes of a cluster. A node that does not answer in time is disconnected: its pending commands fail, and
 * later commands fail at once until it answers again. {@link SilenceLimits} defines the time, as for the whole store.
 * Thread-safe.
 */
final class NodeHeartbeats {
    private final Scheduler timer;
    private final ConcurrentMap<StatefulRedisConnection<?, ?>, CompletableFuture<String>> unanswered =
            new ConcurrentHashMap<>();

    NodeHeartbeats(Scheduler timer) {
        this.timer = timer;
    }

    /** Pings a node. Concurrent callers share one ping. */
    @SuppressWarnings("CollectionUndefinedEquality") // connections are compared by identity
    CompletableFuture<String> ping(StatefulRedisConnection<?, ?> node) {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> before = unanswered.putIfAbsent(node, mine);
        if (before != null) {
            return before;
        }
        CompletionStage<String> unused = send(node).whenComplete((pong, failure) -> {
            unanswered.remove(node, mine);
            if (failure == null) {
                mine.complete(pong);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        if (!mine.isDone()) {
            watch(node, mine, SilenceLimits.MAX_UNANSWERED_CHECKS);
        }
        return mine;
    }

    private static CompletionStage<String> send(StatefulRedisConnection<?, ?> node) {
        try {
            return node.async().ping();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void watch(StatefulRedisConnection<?, ?> node, CompletableFuture<String> pong, int turns) {
        Future<?> unused = timer.once(SilenceLimits.CHECK_PERIOD, () -> {
            if (pong.isDone() || timer.isClosed()) {
                // a client that is being shut down ends the connection itself
                return;
            }
            if (turns > 1) {
                watch(node, pong, turns - 1);
            } else if (pong.completeExceptionally(
                    new RedisCommandTimeoutException("a node of the cluster answers no heartbeat"))) {
                disconnect(node);
            }
        });
    }

    /** Disconnects a node, so that the client reconnects it. Closing the connection would prevent that. */
    private static void disconnect(StatefulRedisConnection<?, ?> node) {
        RedisChannelWriter writer = ((RedisChannelHandler<?, ?>) node).getChannelWriter();
        while (writer instanceof Delegating<?> wrapped) {
            writer = (RedisChannelWriter) wrapped.getDelegate();
        }
        if (writer instanceof DefaultEndpoint endpoint) {
            endpoint.disconnect();
        }
    }
}
