package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.DataConnections.Lane;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What the stores send commands through. Never blocks; a failure of any kind arrives as a {@link StoreException} in the
 * result. Results complete on the threads that read from Redis: what is chained to them must not block.
 */
final class RedisConnection {
    private final DataConnections connections;
    private final Outages outages;
    private final String address;
    private final Executor aside;

    /** @param aside where work may wait; not on the threads that read from Redis */
    RedisConnection(DataConnections connections, Outages outages, String address, Executor aside) {
        this.aside = aside;
        this.connections = connections;
        this.outages = outages;
        this.address = address;
    }

    /** Sends one command. */
    <T> CompletableFuture<T> send(Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
        return BorrowedThread.call(() -> dispatch(command));
    }

    private <T> CompletableFuture<T> dispatch(
            Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
        Lane lane = connections.pick();
        if (lane == null) {
            return notConnected();
        }
        lane.slot().began(1);
        RedisFuture<T> sent;
        try {
            sent = command.apply(commands(lane.connection()));
        } catch (RuntimeException e) {
            lane.slot().ended();
            return CompletableFuture.failedFuture(RedisErrors.translate(e));
        }
        return translated(lane, sent.toCompletableFuture());
    }

    static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    /** Sends commands together, on one connection: one flush, in order. */
    <T> List<CompletableFuture<T>> sendAll(List<AsyncCommand<String, byte[], T>> commands) {
        return BorrowedThread.call(() -> dispatchAll(commands));
    }

    private <T> List<CompletableFuture<T>> dispatchAll(List<AsyncCommand<String, byte[], T>> commands) {
        Lane lane = connections.pick();
        if (lane == null) {
            return commands.stream().map(command -> this.<T>notConnected()).toList();
        }
        lane.slot().began(commands.size());
        try {
            if (lane.connection() instanceof StatefulRedisClusterConnection
                    && Thread.currentThread() instanceof FastThreadLocalThread) {
                // the client may wait here for connections to nodes, which the threads that read from Redis open
                aside.execute(() -> dispatch(lane, commands));
            } else {
                lane.connection().dispatch(commands);
            }
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        List<CompletableFuture<T>> results = new ArrayList<>(commands.size());
        commands.forEach(command -> results.add(translated(lane, command)));
        return results;
    }

    private static <T> void dispatch(Lane lane, List<AsyncCommand<String, byte[], T>> commands) {
        try {
            lane.connection().dispatch(commands);
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    private static <T> CompletableFuture<T> translated(Lane lane, CompletableFuture<T> sent) {
        // A future of our own: a caller that gives up on it does not cancel a command that others' replies follow.
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<T> unused = sent.whenComplete((value, failure) -> {
            lane.slot().ended();
            if (failure == null) {
                result.complete(value);
            } else {
                StoreException told = RedisErrors.translate(failure);
                if (told.getCause() instanceof RedisReadOnlyException) {
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
