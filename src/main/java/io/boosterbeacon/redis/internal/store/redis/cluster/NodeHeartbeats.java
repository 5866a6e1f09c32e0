package io.boosterbeacon.redis.internal.store.redis.cluster;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.SilenceLimits;
import io.boosterbeacon.redis.internal.store.redis.connection.Channels;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;

/**
 * Pings single nodes of a cluster. A node from which nothing arrives in time is disconnected: its pending commands fail,
 * and later commands fail at once until it answers again. {@link SilenceLimits} defines the time, as for the whole
 * store. A node that still answers the commands which were sent before the ping is slow, not silent. Thread-safe.
 */
final class NodeHeartbeats {
    private final Scheduler timer;
    private final Channels channels;
    private final ConcurrentMap<StatefulRedisConnection<?, ?>, CompletableFuture<String>> unanswered =
            new ConcurrentHashMap<>();

    NodeHeartbeats(Scheduler timer, Channels channels) {
        this.timer = timer;
        this.channels = channels;
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
            watch(node, mine, channels.arrived(node), SilenceLimits.MAX_UNANSWERED_CHECKS);
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

    private void watch(StatefulRedisConnection<?, ?> node, CompletableFuture<String> pong, long arrived, int turns) {
        Future<?> unused = timer.once(SilenceLimits.CHECK_PERIOD, () -> {
            if (pong.isDone() || timer.isClosed()) {
                // a client that is being shut down ends the connection itself
                return;
            }
            long now = channels.arrived(node);
            if (now != arrived) {
                watch(node, pong, now, SilenceLimits.MAX_UNANSWERED_CHECKS);
            } else if (turns > 1) {
                watch(node, pong, arrived, turns - 1);
            } else {
                channels.afterReading(node, () -> disconnectIfSilent(node, pong, arrived));
            }
        });
    }

    private void disconnectIfSilent(
            StatefulRedisConnection<?, ?> node, CompletableFuture<String> pong, long arrivedBefore) {
        long now = channels.arrived(node);
        if (now != arrivedBefore) {
            watch(node, pong, now, SilenceLimits.MAX_UNANSWERED_CHECKS);
        } else if (pong.completeExceptionally(
                new RedisCommandTimeoutException("a node of the cluster answers no heartbeat"))) {
            Channels.disconnect(node);
        }
    }
}
