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
 * One connection and the queue in front of it. Callers only enqueue; the event loop of the connection sends whatever has
 * gathered, in order and in one flush. So a thread that calls runs none of the client's code, and Redis reads the commands of
 * many callers with one system call. Thread-safe.
 */
public final class Lane {
    /** A full lane means that Redis lags by far more than any deadline. */
    static final int CAPACITY = 16_384;

    /** As the client says it. */
    static final String CLOSED = "Connection is closed";

    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    private final EventLoops loops;
    /** Enqueued or sent, and not answered. */
    private final AtomicInteger pending = new AtomicInteger();

    private final SendQueue queue;
    private volatile @Nullable Target target;

    /** A connection and the thread that writes to it. */
    private record Target(StatefulConnection<String, byte[]> connection, EventLoop loop) {}

    /** @param timeout of each command, from when it is sent */
    public Lane(ReconnectingLink<StatefulConnection<String, byte[]>> link, EventLoops loops, Duration timeout) {
        this.link = link;
        this.loops = loops;
        this.queue = new SendQueue(link, timeout);
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
        queue.failAll();
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
        queue.add(command, loop);
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
        PendingCommand<?> before = queue.newest();
        try {
            if (loop == null) {
                throw new RedisException(CLOSED);
            }
            loop.execute(() -> apply(loop, before, name, question, answer));
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
            Function<StatefulConnection<String, byte[]>, CompletionStage<T>> question,
            CompletableFuture<T> answer) {
        CompletionStage<T> sent;
        try {
            if (queue.hasUnsentUpTo(before)) {
                loop.execute(() -> apply(loop, before, name, question, answer));
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

    /** Called when a command has been answered or has failed. */
    void ended() {
        pending.decrementAndGet();
    }

    /** Called when a reply shows that the other end is not the master any more. */
    void giveUp(StatefulConnection<String, byte[]> wrong, String reason) {
        link.giveUp(wrong, reason);
    }
}
