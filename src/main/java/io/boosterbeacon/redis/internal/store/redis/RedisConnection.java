package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What the stores send commands through. Never blocks; a failure of any kind arrives as a {@link StoreException} in the
 * result. Results complete on the threads that read from Redis: what is chained to them must not block.
 */
final class RedisConnection {
    private final DataConnections connections;
    private final Outages outages;
    private final String address;

    RedisConnection(DataConnections connections, Outages outages, String address) {
        this.connections = connections;
        this.outages = outages;
        this.address = address;
    }

    /** Sends a command, with what has gathered meanwhile. */
    <T> CompletableFuture<T> send(PendingCommand<T> command) {
        Lane lane = connections.pick();
        if (lane == null) {
            command.completeExceptionally(notConnected());
        } else {
            lane.send(command);
        }
        return command.answer();
    }

    /** Sends commands together, on one connection, in order. */
    <T> List<CompletableFuture<T>> sendAll(List<? extends PendingCommand<T>> commands) {
        Lane lane = connections.pick();
        List<CompletableFuture<T>> answers = new ArrayList<>(commands.size());
        for (PendingCommand<T> command : commands) {
            if (lane == null) {
                command.completeExceptionally(notConnected());
            } else {
                lane.send(command);
            }
            answers.add(command.answer());
        }
        return answers;
    }

    /**
     * Reads the values of keys, by one command.
     *
     * @param reading of as many items as there are keys, null where there is no such key
     */
    <T> CompletableFuture<T> values(List<String> keys, Function<Reply, T> reading) {
        return send(new PendingCommand<>(
                CommandType.MGET,
                ReplyOutput.array("MGET", reply -> reading.apply(reply.sized(keys.size()))),
                new CommandArgs<>(RedisScript.CODEC).addKeys(keys),
                "MGET"));
    }

    /** Sends one command about one key that has a number as its reply. */
    CompletableFuture<Long> sendForNumber(CommandType command, String key, long... arguments) {
        CommandArgs<String, byte[]> args = new CommandArgs<>(RedisScript.CODEC).addKey(key);
        for (long argument : arguments) {
            args.add(argument);
        }
        return send(new PendingCommand<>(command, ReplyOutput.number(command.name()), args, command.name()));
    }

    /**
     * Sends by the client's own interface what is too rare for a command of ours.
     *
     * @param name what is sent, for messages
     */
    <T> CompletableFuture<T> ask(
            String name, Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question) {
        Lane lane = connections.pick();
        return lane == null ? CompletableFuture.failedFuture(notConnected()) : lane.ask(name, question);
    }

    static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    private StoreException notConnected() {
        return new StoreException(
                RedisErrorType.CONNECTION_ERROR,
                "Not connected to Redis at " + address + ": " + outages.reason(),
                null);
    }
}
