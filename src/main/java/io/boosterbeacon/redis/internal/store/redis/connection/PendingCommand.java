package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A command and the future of its answer. The future completes on the thread that reads from Redis, and fails only with
 * {@link StoreException}. Cancelling the future does not cancel the command, because replies are assigned by their
 * order.
 */
public class PendingCommand<T> extends Command<String, byte[], T> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PendingCommand> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(PendingCommand.class, "ended");

    private final String name;
    private final CompletableFuture<T> answer;
    private volatile int ended;
    /** Written before the command is enqueued, which publishes it. */
    private @Nullable Lane lane;
    /** Written before the command is handed to the client, which publishes it. */
    private @Nullable StatefulConnection<String, byte[]> connection;

    private long deadline;

    /** The next command in a linked list of a {@link Lane}. */
    @Nullable
    PendingCommand<?> previous;

    /**
     * Creates a command.
     *
     * @param name the name of the command, for messages
     */
    public PendingCommand(
            ProtocolKeyword type,
            CommandOutput<String, byte[], T> output,
            CommandArgs<String, byte[]> args,
            String name) {
        this(type, output, args, name, new CompletableFuture<>());
    }

    /** @param answer the future of another command that this one replaces */
    public PendingCommand(
            ProtocolKeyword type,
            CommandOutput<String, byte[], T> output,
            CommandArgs<String, byte[]> args,
            String name,
            CompletableFuture<T> answer) {
        super(type, output, args);
        this.name = name;
        this.answer = answer;
    }

    protected CompletableFuture<T> answer() {
        return answer;
    }

    /** Called before the command is enqueued. */
    void enqueued(Lane on) {
        lane = on;
    }

    /**
     * Called before the command is passed to the client.
     *
     * @param until the time when the command fails without a reply, by {@link System#nanoTime}
     */
    void sent(StatefulConnection<String, byte[]> on, long until) {
        connection = on;
        deadline = until;
    }

    /** Whether the command was passed to the client. To be called on the thread that does so. */
    boolean isSent() {
        return connection != null;
    }

    /** The time when the command fails without a reply, by {@link System#nanoTime}. */
    long deadline() {
        return deadline;
    }

    boolean hasEnded() {
        return ended != 0;
    }

    /** Removes the command from its list, and returns the next one. */
    @Nullable
    PendingCommand<?> unlink() {
        PendingCommand<?> next = previous;
        previous = null;
        return next;
    }

    /** Sends another command on the same connection in place of this one, so that calls keep their order. */
    protected void replaceBy(PendingCommand<T> other) {
        Lane current = lane;
        if (current != null) {
            current.send(other);
        }
    }

    @Override
    public void complete() {
        if (!end()) {
            return;
        }
        super.complete();
        release();
        if (output.hasError()) {
            refused(ExceptionFactory.createExecutionException(output.getError()));
            return;
        }
        T value;
        try {
            value = output.get();
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        answer.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (!end()) {
            return false;
        }
        super.completeExceptionally(failure);
        release();
        fail(failure);
        return true;
    }

    @Override
    public void cancel() {
        completeExceptionally(new CancellationException());
    }

    /**
     * Marks the command as ended; true only for the first caller. A command ends by its reply, its timeout or the loss
     * of its connection, whichever comes first.
     */
    private boolean end() {
        return ended == 0 && ENDED.compareAndSet(this, 0, 1);
    }

    private void release() {
        Lane current = lane;
        if (current != null) {
            current.ended();
        }
    }

    /** Called when Redis has replied with an error. */
    protected void refused(Exception reply) {
        fail(reply);
    }

    private void fail(Throwable failure) {
        StatefulConnection<String, byte[]> used = connection;
        StoreException translated =
                used == null ? RedisErrors.unsent(failure, name) : RedisErrors.translate(failure, name);
        Lane current = lane;
        if (current != null && used != null && RedisErrors.isReadOnly(translated)) {
            // a master that has become a replica keeps its connections: reconnecting finds the new master
            current.giveUp(used, "it is a read-only replica now");
        }
        answer.completeExceptionally(translated);
    }
}
