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
 * A command and the future of its answer. The future completes on the thread that reads from Redis, and fails with nothing but
 * {@link StoreException}. Cancelling the future does not take the command back: the replies to other commands follow its own.
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

    /** The next one in a list of commands of a {@link Lane}. */
    @Nullable
    PendingCommand<?> previous;

    /**
     * Makes a command that has not been sent.
     *
     * @param name what it is, for messages
     */
    public PendingCommand(
            ProtocolKeyword type,
            CommandOutput<String, byte[], T> output,
            CommandArgs<String, byte[]> args,
            String name) {
        this(type, output, args, name, new CompletableFuture<>());
    }

    /** @param answer of another command that this one replaces */
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

    /** Called before it is enqueued. */
    void enqueued(Lane on) {
        lane = on;
    }

    /**
     * Called before it is handed to the client.
     *
     * @param until when it fails without a reply, by {@link System#nanoTime}
     */
    void sent(StatefulConnection<String, byte[]> on, long until) {
        connection = on;
        deadline = until;
    }

    /** Whether it was handed to the client; on the thread that does it. */
    boolean isSent() {
        return connection != null;
    }

    /** When it fails without a reply, by {@link System#nanoTime}. */
    long deadline() {
        return deadline;
    }

    boolean hasEnded() {
        return ended != 0;
    }

    /** Takes it out of its list, and returns the one that came next. */
    @Nullable
    PendingCommand<?> unlink() {
        PendingCommand<?> next = previous;
        previous = null;
        return next;
    }

    /** Sends a command on the same connection instead of this one, so that calls keep their order. */
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

    /** True once: a command ends by its reply, by its timeout or by the loss of the connection, whichever is first. */
    private boolean end() {
        return ended == 0 && ENDED.compareAndSet(this, 0, 1);
    }

    private void release() {
        Lane current = lane;
        if (current != null) {
            current.ended();
        }
    }

    /** Called when Redis has replied by an error. */
    protected void refused(Exception reply) {
        fail(reply);
    }

    private void fail(Throwable failure) {
        StoreException translated = RedisErrors.translate(failure, name);
        Lane current = lane;
        StatefulConnection<String, byte[]> used = connection;
        if (current != null && used != null && RedisErrors.isReadOnly(translated)) {
            // a master that has become a replica keeps its clients: the next attempt to connect finds the new master
            current.giveUp(used, "it is a read-only replica now");
        }
        answer.completeExceptionally(translated);
    }
}
