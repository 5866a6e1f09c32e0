package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections for the application's own use: one that all callers share, and a bounded pool of connections that serve
 * one caller at a time. They are separate from the connections of the stores, so that the application's commands never
 * delay those of the stores. Connections are opened when they are needed. The client's {@code BoundedAsyncPool} could
 * only replace the queue of idle connections: it refuses at once when it is exhausted instead of waiting, and cannot
 * discard a connection in use. Thread-safe; methods may wait for a connection to open.
 */
final class UserConnections {
    private static final System.Logger LOG = System.getLogger(UserConnections.class.getName());

    private final Connector connector;
    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final int max;
    private final Semaphore free;
    private final Queue<StatefulConnection<String, String>> idle = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable StatefulConnection<String, String> shared;
    private volatile boolean closed;

    UserConnections(Connector connector, RedisSettings options) {
        this.connector = connector;
        this.connectTimeout = options.connectTimeout();
        this.commandTimeout = options.commandTimeout();
        this.max = options.poolMax();
        this.free = new Semaphore(max, true);
    }

    /** The shared connection. It is replaced if it was lost. */
    StatefulConnection<String, String> shared() {
        StatefulConnection<String, String> current = shared;
        if (current != null && isUsable(current)) {
            return current;
        }
        try {
            if (!lock.tryLock(connectTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                // the thread that holds the lock waits for the same connection
                throw tooSlow(null);
            }
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("a connection", e);
        }
        try {
            current = shared;
            if (current == null || !isUsable(current)) {
                shared = open();
                current = shared;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a connection can be used. One that reconnects by itself is usable until it is closed: if it were replaced
     * before, it would keep reconnecting for ever.
     */
    private boolean isUsable(StatefulConnection<String, String> connection) {
        return connector.reconnects() ? !((RedisChannelHandler<?, ?>) connection).isClosed() : connection.isOpen();
    }

    /**
     * Runs work on a connection that is used by nobody else. Waits for a free connection at most for the timeout of a
     * command.
     */
    <T> T use(Function<StatefulConnection<String, String>, T> work) {
        acquire();
        try {
            StatefulConnection<String, String> connection = open(idle.poll());
            Object user = user(connection);
            boolean done = false;
            try {
                T result = work.apply(connection);
                done = true;
                return result;
            } finally {
                giveBack(connection, done, user);
            }
        } finally {
            free.release();
        }
    }

    /** The credentials of a connection. After an {@code AUTH} this is another object. */
    private static @Nullable Object user(StatefulConnection<String, String> connection) {
        return connection instanceof StatefulRedisConnectionImpl<String, String> single
                ? single.getConnectionState().getCredentialsProvider()
                : null;
    }

    private void acquire() {
        try {
            if (!free.tryAcquire(commandTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreException(
                        RedisErrorType.CONNECTION_ERROR,
                        "All " + max
                                + " connections for transactions and blocking commands (redis.pool.max) are in use",
                        null);
            }
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("a free connection", e);
        }
    }

    private StatefulConnection<String, String> open(@Nullable StatefulConnection<String, String> used) {
        StatefulConnection<String, String> connection = used;
        while (connection != null && !isUsable(connection)) {
            connection = idle.poll();
        }
        return connection == null ? open() : connection;
    }

    private StatefulConnection<String, String> open() {
        if (closed) {
            throw new StoreException(RedisErrorType.CONNECTION_ERROR, "this store is closed", null);
        }
        CompletableFuture<StatefulConnection<String, String>> attempt = attempt();
        try {
            StatefulConnection<String, String> opened = attempt.get(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
            opened.setTimeout(commandTimeout);
            return opened;
        } catch (ExecutionException | TimeoutException e) {
            closeLate(attempt);
            throw e instanceof TimeoutException ? tooSlow(e) : RedisErrors.translate(e);
        } catch (InterruptedException e) {
            closeLate(attempt);
            throw CallerInterruptedException.of("a connection", e);
        }
    }

    private StoreException tooSlow(@Nullable Exception cause) {
        return new StoreException(
                RedisErrorType.CONNECTION_ERROR,
                "No connection to Redis at " + connector.address() + " within " + connectTimeout.toMillis() + " ms",
                cause);
    }

    private CompletableFuture<StatefulConnection<String, String>> attempt() {
        try {
            return connector.connect(StringCodec.UTF8).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void closeLate(CompletableFuture<StatefulConnection<String, String>> attempt) {
        CompletableFuture<Void> unused = attempt.thenCompose(StatefulConnection::closeAsync);
    }

    void close() {
        closed = true;
        // open connections are closed by the shutdown of the client
        idle.clear();
        shared = null;
    }

    /**
     * Keeps a connection for the next caller, or closes it if its state is unknown or its user is another one. The user
     * is known only after the round trip of the reset: the client notes new credentials after it has answered the
     * caller of an {@code AUTH}, on the thread that then reads the next answer.
     */
    private void giveBack(StatefulConnection<String, String> connection, boolean done, @Nullable Object user) {
        if (done && !closed && isUsable(connection)) {
            connection.setTimeout(commandTimeout);
            // commands that were not flushed are sent now, and not together with those of the next caller
            connection.setAutoFlushCommands(true);
            connection.flushCommands();
            if (connection instanceof StatefulRedisConnection<String, String> single
                    ? reset(single) && user(connection) == user
                    : connector.reconnects()) {
                idle.add(connection);
                return;
            }
        }
        CompletableFuture<Void> unused = connection.closeAsync();
    }

    /**
     * Resets the connection: it watches no keys and uses the initial database. Returns false if it cannot be reset, for
     * example because it is in a transaction.
     */
    private boolean reset(StatefulRedisConnection<String, String> connection) {
        if (connection.isMulti()) {
            return false;
        }
        try {
            CompletableFuture<?> unwatched = connection.async().unwatch().toCompletableFuture();
            CompletableFuture<?> selected = connection
                    .async()
                    .select(connector.database())
                    .toCompletableFuture()
                    .exceptionallyCompose(UserConnections::unlessRefused);
            CompletableFuture.allOf(unwatched, selected).get(commandTimeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A connection cannot be used again", e);
            return false;
        }
    }

    /** Ignores a refused {@code SELECT}: a user without that permission cannot have changed the database. */
    private static CompletableFuture<String> unlessRefused(Throwable failure) {
        return RedisErrors.translate(failure).type() == RedisErrorType.COMMAND_ERROR
                ? CompletableFuture.completedFuture("")
                : CompletableFuture.failedFuture(failure);
    }
}
