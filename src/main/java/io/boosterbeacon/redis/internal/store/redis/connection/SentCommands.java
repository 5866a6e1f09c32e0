package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The commands that have been sent on one connection, in their order, which is that of their deadlines: all have the same
 * timeout. So one alarm for the oldest is enough, where the client sets one for each command. One thread at a time.
 */
final class SentCommands {
    private final Deque<PendingCommand<?>> commands = new ArrayDeque<>();
    private final Duration timeout;

    SentCommands(Duration timeout) {
        this.timeout = timeout;
    }

    /** The deadline of a command that is sent now, by {@link System#nanoTime}. */
    long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    void add(PendingCommand<?> command) {
        commands.add(command);
    }

    /** Forgets the oldest ones that have ended: nothing keeps their replies in memory. */
    void forgetEnded() {
        for (PendingCommand<?> oldest = commands.peek();
                oldest != null && oldest.hasEnded();
                oldest = commands.peek()) {
            commands.remove();
        }
    }

    /** Fails those whose deadline has passed; returns how many nanoseconds the next one has left, or -1 without one. */
    long failOverdue() {
        long now = System.nanoTime();
        for (PendingCommand<?> oldest = commands.peek(); oldest != null; oldest = commands.peek()) {
            if (!oldest.hasEnded()) {
                long left = oldest.deadline() - now;
                if (left > 0) {
                    return left;
                }
                oldest.completeExceptionally(new RedisCommandTimeoutException(
                        "Command timed out after " + timeout.toMillis() + " millisecond(s)"));
            }
            commands.remove();
        }
        return -1;
    }
}
