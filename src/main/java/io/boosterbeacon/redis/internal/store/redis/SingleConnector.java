package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** One server at a time. Where there are sentinels, each new connection asks them for the master. */
final class SingleConnector implements Connector {
    private final RedisClient client;
    private final RedisURI uri;

    SingleConnector(RedisOptions options, ClientResources resources) {
        this.uri = RedisClients.uri(options);
        this.client = RedisClient.create(resources, uri);
        client.setOptions(RedisClients.options(options));
    }

    @Override
    public <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
        return client.connectAsync(codec, uri).thenApply(connection -> connection);
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return client.connectPubSubAsync(RedisScript.CODEC, uri).thenApply(connection -> connection);
    }

    @Override
    public CompletionStage<String> ping(StatefulConnection<String, byte[]> connection) {
        return RedisConnection.commands(connection).ping();
    }

    @Override
    public boolean reconnects() {
        return false;
    }

    @Override
    public Class<?> connectionType() {
        return StatefulRedisConnection.class;
    }

    @Override
    public RedisClient client() {
        return client;
    }

    @Override
    public String address() {
        return uri.getSentinels().isEmpty()
                ? uri.getHost() + ":" + uri.getPort()
                : uri.getSentinelMasterId() + " of "
                        + uri.getSentinels().stream()
                                .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                                .collect(Collectors.joining(","));
    }
}
