package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the queue in front of it. Callers only enqueue; the event loop of the connection sends whatever has
 * gathered, in order and in one flush. So a thread that calls runs none of the client's code, and Redis reads the commands of
 * many callers with one system call. Thread-safe.
 */
public final class Lane {
    /** A full lane means that Redis lags by far more than any deadline. */
    static final int CAPACITY = 16_384;
    /** How many commands are sent before the event loop does something else. */
    private static final int PORTION = 512;

    private static final String CLOSED = "Connection is closed";

    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    private final EventLoops loops;
    /** Enqueued or sent, and not answered. */
    private final AtomicInteger pending = new AtomicInteger();
    /** The top of a stack; each command refers to the one below. */
    private final AtomicReference<@Nullable PendingCommand<?>> newest = new AtomicReference<>();
    /** Whether the event loop sends commands, or is about to. */
    private final AtomicBoolean sending = new AtomicBoolean();
    /** The oldest of the commands that wait for the next portion; each refers to the next one. Written by the event loop. */
    private volatile @Nullable PendingCommand<?> unsent;

    private volatile @Nullable Target target;

    /** A connection and the thread that writes to it. */
    private record Target(StatefulConnection<String, byte[]> connection, EventLoop loop) {}

    public Lane(ReconnectingLink<StatefulConnection<String, byte[]>> link, EventLoops loops) {
        this.link = link;
        this.loops = loops;
    }

    CompletableFuture<Void> start() {
        return link.start();
    }

    void beat() {
        link.beat();
    }

    /** Sends a ping, and leaves it to the client what follows from its answer. */
    void ping() {
        link.ask();
    }

    /** No new attempts to connect. */
    void close() {
        link.close();
    }

    /** Fails what has not been sent. To be called when the event loops have ended. */
    void abandon() {
        PendingCommand<?> rest = unsent;
        unsent = null;
        failAll(rest, new RedisException(CLOSED));
        failAll(newest.getAndSet(null), new RedisException(CLOSED));
    }

    /** Whether there is a connection now. */
    boolean isOpen() {
        return link.open() != null;
    }

    /** How many commands have no answer yet. */
    int load() {
        return pending.get();
    }

    /** Enqueues a command. Whatever goes wrong fails its answer. */
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
        PendingCommand<?> before;
        do {
            before = newest.get();
            command.previous = before;
        } while (!newest.compareAndSet(before, command));
        if (!sending.get() && sending.compareAndSet(false, true)) {
            sendLater(loop);
        }
    }

    /** Only by whoever has set {@code sending}. */
    private void sendLater(EventLoop loop) {
        try {
            loop.execute(() -> sendPortion(loop));
        } catch (RejectedExecutionException ended) {
            sending.set(false);
            abandon();
        }
    }

    /**
     * Sends by the client's own interface what is too rare for a command of ours. Keeps its place among the commands that the
     * same thread enqueues.
     *
     * @param name what is sent, for messages
     */
    <T> CompletableFuture<T> ask(
            String name, Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        pending.incrementAndGet();
        EventLoop loop = loop();
        try {
            if (loop == null) {
                throw new RedisException(CLOSED);
            }
            loop.execute(() -> apply(loop, name, question, answer));
        } catch (RedisException | RejectedExecutionException failure) {
            ended();
            answer.completeExceptionally(RedisErrors.translate(failure, name));
        }
        return answer;
    }

    private <T> void apply(
            EventLoop loop,
            String name,
            Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question,
            CompletableFuture<T> answer) {
        CompletionStage<T> sent;
        try {
            if (unsent != null) {
                // commands of the same thread may be among those
                loop.execute(() -> apply(loop, name, question, answer));
                return;
            }
            StatefulConnection<String, byte[]> connection = link.open();
            if (connection == null) {
                throw new RedisException(CLOSED);
            }
            sent = question.apply(connection);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        // cancelling the answer does not cancel the command: the replies to other commands follow its own
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
        EventLoop loop = loops.of(connection);
        if (loop != null) {
            target = new Target(connection, loop);
        }
        return loop;
    }

    /**
     * Sends what has gathered, on the event loop; of very many commands a portion, so that the loop reads replies in between. A
     * node of a cluster whose replies to heartbeats are not read in time would be taken for dead.
     */
    private void sendPortion(EventLoop loop) {
        PendingCommand<?> oldest = unsent == null ? enqueued() : unsent;
        StatefulConnection<String, byte[]> connection = link.open();
        if (connection == null) {
            unsent = null;
            failAll(oldest, new RedisException(CLOSED));
        } else if (connection instanceof StatefulRedisClusterConnection) {
            // given many commands of a cluster at once, the client waits until it is connected to all of their nodes
            unsent = sendEach(oldest, connection);
        } else {
            unsent = sendTogether(oldest, connection);
        }
        if (unsent != null) {
            sendLater(loop);
            return;
        }
        sending.set(false);
        // whoever has enqueued a command before that has left it to this thread
        if (newest.get() != null && sending.compareAndSet(false, true)) {
            sendLater(loop);
        }
    }

    /** Takes the commands that have gathered, the oldest first. */
    private @Nullable PendingCommand<?> enqueued() {
        PendingCommand<?> oldest = null;
        for (PendingCommand<?> command = newest.getAndSet(null); command != null; ) {
            PendingCommand<?> before = command.previous;
            command.previous = oldest;
            oldest = command;
            command = before;
        }
        return oldest;
    }

    private static @Nullable PendingCommand<?> sendEach(
            @Nullable PendingCommand<?> first, StatefulConnection<String, byte[]> connection) {
        PendingCommand<?> command = first;
        for (int count = 0; command != null && count < PORTION; count++) {
            PendingCommand<?> next = command.unlink();
            dispatch(command, connection);
            command = next;
        }
        return command;
    }

    private static @Nullable PendingCommand<?> sendTogether(
            @Nullable PendingCommand<?> first, StatefulConnection<String, byte[]> connection) {
        if (first == null) {
            return null;
        }
        PendingCommand<?> command = first.unlink();
        if (command == null) {
            dispatch(first, connection);
            return null;
        }
        List<RedisCommand<String, byte[], ?>> commands = new ArrayList<>();
        first.sent(connection);
        commands.add(first);
        while (command != null && commands.size() < PORTION) {
            PendingCommand<?> next = command.unlink();
            command.sent(connection);
            commands.add(command);
            command = next;
        }
        try {
            connection.dispatch(commands);
        } catch (RuntimeException e) {
            commands.forEach(each -> each.completeExceptionally(e));
        }
        return command;
    }

    private static void dispatch(PendingCommand<?> command, StatefulConnection<String, byte[]> connection) {
        command.sent(connection);
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) {
            command.completeExceptionally(e);
        }
    }

    private static void failAll(@Nullable PendingCommand<?> first, RedisException failure) {
        for (PendingCommand<?> command = first; command != null; ) {
            PendingCommand<?> next = command.unlink();
            command.completeExceptionally(failure);
            command = next;
        }
    }

    /** Called when a command has been answered or has failed. */
    void ended() {
        pending.decrementAndGet();
    }

    /** Called when a reply shows that the other end is not the master any more. */
    void giveUp(StatefulConnection<String, byte[]> wrong, String reason) {
        link.giveUp(wrong, reason);
    }
}
