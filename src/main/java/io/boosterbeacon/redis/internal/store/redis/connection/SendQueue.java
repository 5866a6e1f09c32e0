package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way to one connection. Any thread adds; the event loop takes what has gathered and sends it in portions, in
 * order. Thread-safe.
 */
final class SendQueue {
    private static final Logger LOG = System.getLogger(SendQueue.class.getName());
    /** How many commands are sent before the event loop does something else. */
    private static final int PORTION = 512;
    /** How long overdue commands wait while others are sent. */
    private static final Duration BUSY = Duration.ofMillis(1);

    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    /** The top of a stack; each command refers to the one below. */
    private final AtomicReference<@Nullable PendingCommand<?>> newest = new AtomicReference<>();
    /** Whether the event loop sends commands, or is about to. Whoever sets it is the only one who uses the fields below. */
    private final AtomicBoolean sending = new AtomicBoolean();
    /** The oldest of the commands that wait for the next portion; each refers to the next one. */
    private volatile @Nullable PendingCommand<?> unsent;

    private final SentCommands sent;
    /** Whether an alarm will look for overdue commands. */
    private boolean alarmed;

    /** @param timeout of each command, from when it is sent */
    SendQueue(ReconnectingLink<StatefulConnection<String, byte[]>> link, Duration timeout) {
        this.link = link;
        this.sent = new SentCommands(timeout);
    }

    void add(PendingCommand<?> command, EventLoop loop) {
        PendingCommand<?> before;
        do {
            before = newest.get();
            command.previous = before;
        } while (!newest.compareAndSet(before, command));
        if (!sending.get() && sending.compareAndSet(false, true)) {
            sendLater(loop);
        }
    }

    /** The last command that was added, if it still waits to be taken. */
    @Nullable
    PendingCommand<?> newest() {
        return newest.get();
    }

    /**
     * Whether commands wait here that were added up to a moment; on the event loop.
     *
     * @param last the {@link #newest} one of that moment
     */
    boolean hasUnsentUpTo(@Nullable PendingCommand<?> last) {
        return unsent != null || (last != null && !last.isSent() && !last.hasEnded());
    }

    /** Fails what has not been sent. To be called when the event loop has ended. */
    void failAll() {
        PendingCommand<?> rest = unsent;
        unsent = null;
        failAll(rest, new RedisException(Lane.CLOSED));
        failAll(newest.getAndSet(null), new RedisException(Lane.CLOSED));
    }

    /** Only by whoever has set {@code sending}. */
    private void sendLater(EventLoop loop) {
        try {
            loop.execute(() -> sendPortion(loop));
        } catch (RejectedExecutionException ended) {
            sending.set(false);
            failAll();
        }
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
            failAll(oldest, new RedisException(Lane.CLOSED));
        } else if (connection instanceof StatefulRedisClusterConnection) {
            // given many commands of a cluster at once, the client waits until it is connected to all of their nodes
            unsent = sendEach(oldest, connection);
        } else {
            unsent = sendTogether(oldest, connection);
        }
        sent.forgetEnded();
        if (!alarmed) {
            setAlarm(loop);
        }
        finish(loop);
    }

    /** Ends what only one may do at a time, or goes on if commands have gathered meanwhile. */
    private void finish(EventLoop loop) {
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

    private void setAlarm(EventLoop loop) {
        long left = sent.failOverdue();
        alarmed = left >= 0;
        if (alarmed) {
            failOverdueLater(loop, left);
        }
    }

    private void failOverdueLater(EventLoop loop, long nanos) {
        try {
            Future<?> unused = loop.schedule(() -> failOverdue(loop), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "The event loop has ended, and all commands with it");
        }
    }

    private void failOverdue(EventLoop loop) {
        if (sending.compareAndSet(false, true)) {
            setAlarm(loop);
            finish(loop);
        } else {
            failOverdueLater(loop, BUSY.toNanos());
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

    private @Nullable PendingCommand<?> sendEach(
            @Nullable PendingCommand<?> first, StatefulConnection<String, byte[]> connection) {
        PendingCommand<?> command = first;
        for (int count = 0; command != null && count < PORTION; count++) {
            PendingCommand<?> next = command.unlink();
            dispatch(command, connection);
            command = next;
        }
        return command;
    }

    private @Nullable PendingCommand<?> sendTogether(
            @Nullable PendingCommand<?> first, StatefulConnection<String, byte[]> connection) {
        if (first == null) {
            return null;
        }
        PendingCommand<?> command = first.unlink();
        if (command == null) {
            dispatch(first, connection);
            return null;
        }
        List<PendingCommand<?>> commands = new ArrayList<>();
        long deadline = sent.deadline();
        first.sent(connection, deadline);
        commands.add(first);
        while (command != null && commands.size() < PORTION) {
            PendingCommand<?> next = command.unlink();
            command.sent(connection, deadline);
            commands.add(command);
            command = next;
        }
        commands.forEach(sent::add);
        try {
            connection.dispatch(commands);
        } catch (RuntimeException e) {
            commands.forEach(each -> each.completeExceptionally(e));
        }
        return command;
    }

    private void dispatch(PendingCommand<?> command, StatefulConnection<String, byte[]> connection) {
        command.sent(connection, sent.deadline());
        sent.add(command);
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
}
