package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends the commands of the stores. Never blocks. All failures are reported as {@link StoreException} in the result.
 * Results complete on the threads that read from Redis: dependent stages must not block.
 */
public final class RedisConnection {
    /** Keys are texts, values are bytes. */
    public static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final DataConnections connections;
    private final Outages outages;
    private final String address;

    public RedisConnection(DataConnections connections, Outages outages, String address) {
        this.connections = connections;
        this.outages = outages;
        this.address = address;
    }

    /** Sends a command, together with other enqueued commands. */
    public <T> CompletableFuture<T> send(PendingCommand<T> command) {
        return send(connections.pick(), command);
    }

    private <T> CompletableFuture<T> send(@Nullable Lane lane, PendingCommand<T> command) {
        if (lane == null) {
            command.completeExceptionally(notConnected());
        } else {
            lane.send(command);
        }
        return command.answer();
    }

    /** Sends several commands in order on one connection. */
    public <T> List<CompletableFuture<T>> sendAll(List<? extends PendingCommand<T>> commands) {
        Lane lane = connections.pick();
        List<CompletableFuture<T>> answers = new ArrayList<>(commands.size());
        for (PendingCommand<T> command : commands) {
            answers.add(send(lane, command));
        }
        return answers;
    }

    /**
     * Sends a rare command through the API of the client.
     *
     * @param name the name of the command, for messages
     */
    public <T> CompletableFuture<T> call(
            String name, Function<StatefulConnection<String, byte[]>, CompletionStage<T>> command) {
        Lane lane = connections.pick();
        return lane == null ? CompletableFuture.failedFuture(notConnected()) : lane.call(name, command);
    }

    public static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    private StoreException notConnected() {
        return new StoreException(
                RedisErrorType.CONNECTION_ERROR,
                "Not connected to Redis at " + address + ": " + outages.reason(),
                null,
                true);
    }
}
