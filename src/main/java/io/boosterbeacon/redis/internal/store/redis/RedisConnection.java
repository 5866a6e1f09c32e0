package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.DataConnections.Lane;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
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

    /** Sends one command. */
    <T> CompletableFuture<T> send(Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
        return ask(connection -> command.apply(commands(connection)));
    }

    /** Sends one command about one key that has a number as its reply. */
    CompletableFuture<Long> sendForNumber(CommandType command, String key, long... arguments) {
        CommandArgs<String, byte[]> args = new CommandArgs<>(RedisScript.CODEC).addKey(key);
        for (long argument : arguments) {
            args.add(argument);
        }
        return send(commands -> commands.dispatch(command, StrictOutput.number(), args))
                .thenApply(number -> Reply.present(command.name(), number));
    }

    /** Asks something of a connection: one round trip. */
    <T> CompletableFuture<T> ask(Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question) {
        return BorrowedThread.call(() -> dispatch(question));
    }

    private <T> CompletableFuture<T> dispatch(
            Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question) {
        Lane lane = connections.pick();
        if (lane == null) {
            return notConnected();
        }
        lane.slot().began(1);
        CompletionStage<T> sent;
        try {
            sent = question.apply(lane.connection());
        } catch (RuntimeException e) {
            lane.slot().ended();
            return CompletableFuture.failedFuture(RedisErrors.translate(e));
        }
        return translated(lane, sent, sent instanceof RedisCommand<?, ?, ?> one ? name(one) : "a command");
    }

    private static String name(RedisCommand<?, ?, ?> command) {
        return command.getType().toString();
    }

    static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    /**
     * Sends commands together, on one connection, in order: one flush, except to a cluster.
     *
     * @param script what they run
     */
    <T> List<CompletableFuture<T>> sendAll(List<AsyncCommand<String, byte[], T>> commands, String script) {
        return BorrowedThread.call(() -> dispatchAll(commands, script));
    }

    private <T> List<CompletableFuture<T>> dispatchAll(List<AsyncCommand<String, byte[], T>> commands, String script) {
        Lane lane = connections.pick();
        if (lane == null) {
            return commands.stream().map(command -> this.<T>notConnected()).toList();
        }
        lane.slot().began(commands.size());
        try {
            if (lane.connection() instanceof StatefulRedisClusterConnection) {
                // with many at once the client would wait until it is connected to their nodes
                commands.forEach(lane.connection()::dispatch);
            } else {
                lane.connection().dispatch(commands);
            }
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        List<CompletableFuture<T>> results = new ArrayList<>(commands.size());
        commands.forEach(command -> results.add(translated(lane, command, name(command) + " of " + script)));
        return results;
    }

    private static <T> CompletableFuture<T> translated(Lane lane, CompletionStage<T> sent, String name) {
        // A future of our own: a caller that gives up on it does not cancel a command that others' replies follow.
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> unused = sent.whenComplete((value, failure) -> {
            lane.slot().ended();
            if (failure == null) {
                result.complete(value);
            } else {
                StoreException told = RedisErrors.translate(failure, name);
                if (RedisErrors.isReadOnly(told)) {
                    // a master that became a replica keeps its clients: look where the master is now
                    lane.slot().giveUp(lane.connection(), "it is a read-only replica now");
                }
                result.completeExceptionally(told);
            }
        });
        return result;
    }

    private <T> CompletableFuture<T> notConnected() {
        return CompletableFuture.failedFuture(new StoreException(
                RedisErrorType.CONNECTION_ERROR,
                "Not connected to Redis at " + address + ": " + outages.reason(),
                null));
    }
}
