package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Connects to a single server. With Sentinel, each attempt asks for the current master. */
final class SingleConnector implements Connector {
    /** Lettuce has no exception class for this failure. */
    private static final String NO_SENTINEL = "Cannot connect to a Redis Sentinel";

    /** Whichever server is the master. */
    private static final String MASTER = "master";

    private final RedisClient client;
    private final RedisURI uri;
    private final Resp2Fallback protocol;
    private final RetryPause pause = new RetryPause(System::nanoTime);
    private volatile Throwable lastFailure = new RedisConnectionException(NO_SENTINEL);

    SingleConnector(RedisSettings options, @Nullable RedisCredentialsProvider credentials, ClientResources resources) {
        this.uri = RedisClients.uri(options);
        if (credentials != null) {
            uri.setCredentialsProvider(credentials);
        }
        this.client = RedisClient.create(resources, uri);
        client.setOptions(RedisClients.options(options));
        this.protocol = new Resp2Fallback(version -> client.setOptions(
                client.getOptions().mutate().protocolVersion(version).build()));
    }

    @Override
    public <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
        return afterPause(() -> protocol.connect(() -> client.connectAsync(codec, uri)))
                .thenApply(connection -> connection);
    }

    @Override
    public String serverOf(String key) {
        return MASTER;
    }

    @Override
    public Set<String> servers() {
        return Set.of(MASTER);
    }

    @Override
    public CompletionStage<StatefulConnection<String, byte[]>> connectTo(String server) {
        return connect(RedisConnection.CODEC);
    }

    /** Nothing to do: each attempt to connect asks for the current master. */
    @Override
    public void refresh() {}

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return afterPause(() -> protocol.connect(() -> client.connectPubSubAsync(RedisConnection.CODEC, uri)))
                .thenApply(connection -> connection);
    }

    /** Where no sentinel answers, the client logs each of them at each attempt. A lost master needs no such pause. */
    private <C> CompletionStage<C> afterPause(Supplier<? extends CompletionStage<C>> attempt) {
        if (!pause.isOver()) {
            return CompletableFuture.failedFuture(lastFailure);
        }
        return attempt.get().whenComplete((opened, failure) -> {
            if (failure == null) {
                pause.succeeded();
            } else if (RedisErrors.says(failure, NO_SENTINEL)) {
                lastFailure = failure;
                pause.failed();
            }
        });
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
    public int database() {
        return uri.getDatabase();
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
