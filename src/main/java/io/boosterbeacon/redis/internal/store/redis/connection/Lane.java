package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection with a queue of commands. Callers only enqueue commands. The connection's event loop sends all enqueued
 * commands in order and in one flush. Calling threads run no code of the client, and Redis reads the commands of many
 * callers with one system call. Thread-safe.
 */
final class Lane {
    /** The maximum number of pending commands. If it is reached, Redis is slower than any deadline. */
    static final int CAPACITY = 16_384;

    /** The client's own message. */
    static final String CLOSED = "Connection is closed";

    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    private final Channels channels;
    /** The number of commands that are enqueued or sent, and not answered. */
    private final AtomicInteger pending = new AtomicInteger();

    private final SendQueue queue;
    private volatile @Nullable Target target;

    /** A connection and the thread that writes to it. */
    private record Target(StatefulConnection<String, byte[]> connection, EventLoop loop) {}

    /** @param timeout the time from the sending of a command until it fails */
    Lane(ReconnectingLink<StatefulConnection<String, byte[]>> link, Channels channels, Duration timeout) {
        this.link = link;
        this.channels = channels;
        this.queue = new SendQueue(link, timeout);
    }

    CompletableFuture<Void> start() {
        return link.start();
    }

    void beat() {
        link.beat();
    }

    /** Sends a ping. A missing answer has no consequences here. */
    void ping() {
        link.ping();
    }

    /** Stops further attempts to connect. */
    void close() {
        link.close();
    }

    /** Fails all commands that have not been sent. To be called when the event loops have ended. */
    void abandon() {
        queue.failAll();
    }

    /** Whether the connection can be used now. */
    boolean isOpen() {
        return link.open() != null;
    }

    /** The number of pending commands. */
    int load() {
        return pending.get();
    }

    /** Enqueues a command. All failures are reported by its answer. */
    void send(PendingCommand<?> command) {
        command.enqueued(this);
        if (pending.incrementAndGet() > CAPACITY) {
            command.completeExceptionally(new RedisException("Request queue size exceeded: " + CAPACITY));
            return;
        }
        EventLoop loop = loop();
        if (loop == null) {
            command.completeExceptionally(new RedisException(CLOSED));
            return;
        }
        queue.add(command, loop);
    }

    /**
     * Sends a rare command through the API of the client. It keeps its order among the commands that the same thread
     * enqueues.
     *
     * @param name the name of the command, for messages
     */
    <T> CompletableFuture<T> call(
            String name, Function<StatefulConnection<String, byte[]>, CompletionStage<T>> command) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        pending.incrementAndGet();
        EventLoop loop = loop();
        PendingCommand<?> before = queue.newest();
        try {
            if (loop == null) {
                throw new RedisException(CLOSED);
            }
            loop.execute(() -> apply(loop, before, name, command, answer));
        } catch (RedisException | RejectedExecutionException failure) {
            ended();
            answer.completeExceptionally(RedisErrors.translate(failure, name));
        }
        return answer;
    }

    private <T> void apply(
            EventLoop loop,
            @Nullable PendingCommand<?> before,
            String name,
            Function<StatefulConnection<String, byte[]>, CompletionStage<T>> command,
            CompletableFuture<T> answer) {
        CompletionStage<T> sent;
        try {
            if (queue.hasUnsentUpTo(before)) {
                // not at once: the loop would neither read nor send for a second
                Channels.afterReading(loop, () -> apply(loop, before, name, command, answer));
                return;
            }
            StatefulConnection<String, byte[]> connection = link.open();
            if (connection == null) {
                throw new RedisException(CLOSED);
            }
            sent = command.apply(connection);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        // cancelling the answer must not cancel the command, because replies are assigned by their order
        CompletionStage<T> unused = sent.whenComplete((value, failure) -> {
            ended();
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(RedisErrors.translate(failure, name));
            }
        });
    }

    private @Nullable EventLoop loop() {
        StatefulConnection<String, byte[]> connection = link.open();
        if (connection == null) {
            return null;
        }
        Target known = target;
        if (known != null && known.connection() == connection) {
            return known.loop();
        }
        EventLoop loop = channels.eventLoop(connection);
        if (loop != null) {
            target = new Target(connection, loop);
        }
        return loop;
    }

    /** Called when a command has been answered or has failed. */
    void ended() {
        pending.decrementAndGet();
    }

    /** Gives up the connection. Called when a reply shows that its server is no longer the master. */
    void giveUp(StatefulConnection<String, byte[]> wrong, String reason) {
        link.giveUp(wrong, reason);
    }
}
