package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.Signals;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Signals by publish and subscribe of Redis. Each connection subscribes to all channels. If the user lacks the
 * permission for a channel, the connection is kept, because another one would be refused as well. The subscription is
 * repeated with each heartbeat, in case the permission is granted later.
 */
final class RedisSignals extends RedisPubSubAdapter<String, byte[]> implements Signals {
    private final ConcurrentMap<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    /** The refused channels, and the connections on which they were refused. */
    private final ConcurrentMap<String, StatefulRedisPubSubConnection<String, byte[]>> refused =
            new ConcurrentHashMap<>();

    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> latest;
    /** The connection that has subscribed to all channels. */
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> ready;

    @Override
    public void subscribe(String channel, Listener listener) {
        listeners
                .computeIfAbsent(channel, first -> new CopyOnWriteArrayList<>())
                .add(listener);
        StatefulRedisPubSubConnection<String, byte[]> connection = latest;
        if (connection != null) {
            // repeated even if the channel has listeners: the answer calls lost() of the new one
            CompletableFuture<?> unused = subscribe(connection, channel);
        }
    }

    /** Subscribes a new connection to all channels. If the server does not answer, closes the connection and fails. */
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> begin(
            StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(this);
        // set first, so that a concurrently added channel is not missed
        latest = connection;
        return subscribeAll(connection, listeners)
                .exceptionallyCompose(failure ->
                        connection.closeAsync().thenCompose(closed -> CompletableFuture.failedFuture(failure)))
                .thenApply(done -> {
                    ready = connection;
                    return connection;
                });
    }

    @Override
    public CompletionStage<?> probe() {
        StatefulRedisPubSubConnection<String, byte[]> connection = ready;
        if (connection == null || connection != latest) {
            return CompletableFuture.failedFuture(new IllegalStateException("there is no subscription"));
        }
        try {
            return connection.async().ping();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends a heartbeat. One round trip. */
    CompletionStage<?> beat(StatefulRedisPubSubConnection<String, byte[]> connection) {
        return refused.containsValue(connection)
                ? subscribeAll(connection, refused)
                : connection.async().ping();
    }

    private CompletableFuture<Void> subscribeAll(
            StatefulRedisPubSubConnection<String, byte[]> connection, Map<String, ?> channels) {
        return CompletableFuture.allOf(channels.keySet().stream()
                .map(channel -> subscribe(connection, channel))
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<@Nullable Void> subscribe(
            StatefulRedisPubSubConnection<String, byte[]> connection, String channel) {
        return connection
                .async()
                .subscribe(channel)
                .toCompletableFuture()
                .<@Nullable Void>thenApply(done -> {
                    refused.remove(channel);
                    return null;
                })
                .exceptionallyCompose(failure -> {
                    if (RedisErrors.translate(failure).type() != RedisErrorType.COMMAND_ERROR) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    refused.put(channel, connection);
                    String reason = RedisErrors.describe(failure);
                    listeners.getOrDefault(channel, List.of()).forEach(listener -> listener.refused(reason));
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public void message(String channel, byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        listeners.getOrDefault(channel, List.of()).forEach(listener -> listener.received(text));
    }

    /**
     * Called for each new subscription, also after a reconnection of the client: messages published in between are
     * lost.
     */
    @Override
    public void subscribed(String channel, long count) {
        listeners.getOrDefault(channel, List.of()).forEach(Listener::lost);
    }
}
