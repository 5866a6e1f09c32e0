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
 * The queue of commands of one connection. Any thread adds commands; the event loop takes all enqueued commands and
 * sends them in order, in portions. Thread-safe.
 */
final class SendQueue {
    private static final Logger LOG = System.getLogger(SendQueue.class.getName());
    /** The maximum number of commands that are sent before the event loop runs other tasks. */
    private static final int PORTION = 512;
    /** The delay of the check for overdue commands if commands are being sent. */
    private static final Duration BUSY = Duration.ofMillis(1);

    private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
    /** The top of a stack of enqueued commands. Each command refers to the one enqueued before it. */
    private final AtomicReference<@Nullable PendingCommand<?>> newest = new AtomicReference<>();
    /**
     * Whether the event loop is sending commands, or is about to. Only the thread that has set this uses the fields
     * below.
     */
    private final AtomicBoolean sending = new AtomicBoolean();
    /** The first of the commands that are left for the next portion. Each command refers to the next one. */
    private volatile @Nullable PendingCommand<?> unsent;

    private final SentCommands sent;
    /** Whether a check for overdue commands is scheduled. */
    private boolean alarmed;

    /** @param timeout the time from the sending of a command until it fails */
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

    /** The command that was enqueued last; null if the event loop has taken all. */
    @Nullable
    PendingCommand<?> newest() {
        return newest.get();
    }

    /**
     * Whether commands that were enqueued up to a certain one have not been sent. To be called on the event loop.
     *
     * @param last the {@link #newest} command at that time
     */
    boolean hasUnsentUpTo(@Nullable PendingCommand<?> last) {
        return unsent != null || (last != null && !last.isSent() && !last.hasEnded());
    }

    /** Fails all commands that have not been sent. To be called when the event loop has ended. */
    void failAll() {
        PendingCommand<?> rest = unsent;
        unsent = null;
        failAll(rest, new RedisException(Lane.CLOSED));
        failAll(newest.getAndSet(null), new RedisException(Lane.CLOSED));
    }

    /** Called only by the thread that has set {@code sending}. */
    private void sendLater(EventLoop loop) {
        try {
            if (unsent == null) {
                loop.execute(() -> sendPortion(loop));
            } else {
                Channels.afterReading(loop, () -> sendPortion(loop));
            }
        } catch (RejectedExecutionException ended) {
            sending.set(false);
            failAll();
        }
    }

    /**
     * Sends the enqueued commands, on the event loop. If there are very many, only a portion is sent, so that the loop
     * reads replies in between: otherwise the replies to heartbeats would be read too late, and a node of a cluster
     * would count as silent.
     *
     * <p>Does not wait for more commands to gather. To yield here sends a fifth more with 16 callers, but beside threads
     * that are busy, the median of a call grows from 0.1 to 3 milliseconds (two cores, Linux 6.18).
     */
    private void sendPortion(EventLoop loop) {
        PendingCommand<?> oldest = unsent == null ? enqueued() : unsent;
        StatefulConnection<String, byte[]> connection = link.open();
        if (connection == null) {
            unsent = null;
            failAll(oldest, new RedisException(Lane.CLOSED));
        } else if (connection instanceof StatefulRedisClusterConnection) {
            // for many commands at once, the client would wait until it is connected to all of their nodes
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

    /** Ends the sending, or continues if more commands have been enqueued in the meantime. */
    private void finish(EventLoop loop) {
        if (unsent != null) {
            sendLater(loop);
            return;
        }
        sending.set(false);
        // a command that was enqueued before this has not scheduled a task of its own
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

    /** Takes all enqueued commands, the oldest first. */
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
