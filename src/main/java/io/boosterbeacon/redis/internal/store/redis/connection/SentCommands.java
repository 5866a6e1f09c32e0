package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The commands that were sent on one connection, in order. All have the same timeout, so this is also the order of
 * their deadlines, and one alarm for the oldest command is enough. The client would set one alarm for each command. Not
 * thread-safe.
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

    /** Removes the oldest commands that have ended, so that their replies can be freed. */
    void forgetEnded() {
        for (PendingCommand<?> oldest = commands.peek();
                oldest != null && oldest.hasEnded();
                oldest = commands.peek()) {
            commands.remove();
        }
    }

    /**
     * Fails the commands whose deadline has passed. Returns the nanoseconds until the next deadline, or -1 if there is
     * none.
     */
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
