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
 * The connections that users ask for: one that all of them share, and a bounded pool of those that serve one user at a time.
 * Apart from our own: whatever is done to them, our commands do not wait for it. None is open before it is asked for.
 * The client's {@code BoundedAsyncPool} would replace only the queue of idle connections: when exhausted it refuses at once
 * instead of waiting for a connection, and it cannot discard one that is in use. Thread-safe; asking may wait for a
 * connection to open.
 */
public final class UserConnections {
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

    public UserConnections(Connector connector, RedisSettings options) {
        this.connector = connector;
        this.connectTimeout = options.connectTimeout();
        this.commandTimeout = options.commandTimeout();
        this.max = options.poolMax();
        this.free = new Semaphore(max, true);
    }

    /** The shared one; another if that was lost. */
    public StatefulConnection<String, String> shared() {
        StatefulConnection<String, String> current = shared;
        if (current != null && isUsable(current)) {
            return current;
        }
        try {
            if (!lock.tryLock(connectTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                // whoever has it waits for the same
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

    /** One that reconnects by itself would do so for ever, if it were left for another before a user has closed it. */
    private boolean isUsable(StatefulConnection<String, String> connection) {
        return connector.reconnects() ? !((RedisChannelHandler<?, ?>) connection).isClosed() : connection.isOpen();
    }

    /** Does work on one for the caller alone. Waits for a free one at most as long as for the answer to a command. */
    public <T> T use(Function<StatefulConnection<String, String>, T> work) {
        acquire();
        try {
            StatefulConnection<String, String> connection = open(idle.poll());
            Object user = user(connection);
            boolean done = false;
            try {
                T result = work.apply(connection);
                done = user(connection) == user;
                return result;
            } finally {
                giveBack(connection, done);
            }
        } finally {
            free.release();
        }
    }

    /** As whom a connection is logged in: another object after an {@code AUTH}. */
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

    public void close() {
        closed = true;
        // the client's shutdown closes what is open
        idle.clear();
        shared = null;
    }

    /** @param done false if it is not known what state the connection is in, or if it is another user's: nobody gets it again */
    private void giveBack(StatefulConnection<String, String> connection, boolean done) {
        if (done && !closed && isUsable(connection)) {
            connection.setTimeout(commandTimeout);
            // what was held back goes out as its sender meant, and not with the next one's commands
            connection.setAutoFlushCommands(true);
            connection.flushCommands();
            if (connection instanceof StatefulRedisConnection<String, String> single
                    ? isReset(single)
                    : connector.reconnects()) {
                idle.add(connection);
                return;
            }
        }
        CompletableFuture<Void> unused = connection.closeAsync();
    }

    /** Neither in a transaction nor watching keys for one, and in the database that it came with. */
    private boolean isReset(StatefulRedisConnection<String, String> connection) {
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

    /** A user who may not select a database has not done so. */
    private static CompletableFuture<String> unlessRefused(Throwable failure) {
        return RedisErrors.translate(failure).type() == RedisErrorType.COMMAND_ERROR
                ? CompletableFuture.completedFuture("")
                : CompletableFuture.failedFuture(failure);
    }
}
