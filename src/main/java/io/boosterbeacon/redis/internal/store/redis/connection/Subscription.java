package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of a connection to one channel. A user without the right to the channel keeps the connection, for another
 * one would be refused as well, and subscribes with one of the next heartbeats if that right is given later.
 */
public final class Subscription {
    private final String channel;
    private final RedisPubSubListener<String, byte[]> listener;
    private volatile @Nullable Object refused;

    public Subscription(String channel, RedisPubSubListener<String, byte[]> listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** Subscribes; fails, and closes the connection, if the server does not answer. */
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> begin(
            StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(listener);
        return subscribe(connection)
                .exceptionallyCompose(failure ->
                        connection.closeAsync().thenCompose(closed -> CompletableFuture.failedFuture(failure)))
                .thenApply(subscribed -> connection);
    }

    /** A sign of life: one round trip. */
    public CompletionStage<?> beat(StatefulRedisPubSubConnection<String, byte[]> connection) {
        return connection == refused
                ? subscribe(connection)
                : connection.async().ping();
    }

    private CompletableFuture<@Nullable Void> subscribe(StatefulRedisPubSubConnection<String, byte[]> connection) {
        return connection
                .async()
                .subscribe(channel)
                .toCompletableFuture()
                .<@Nullable Void>thenApply(subscribed -> {
                    refused = null;
                    return null;
                })
                .exceptionallyCompose(failure -> {
                    if (RedisErrors.translate(failure).type() != RedisErrorType.COMMAND_ERROR) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    refused = connection;
                    return CompletableFuture.completedFuture(null);
                });
    }
}
