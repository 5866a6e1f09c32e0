package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.Set;

/**
 * The timeouts of commands. Blocking commands have none: they contain their own timeout, and the user's connection has
 * one as well. Commands of a {@link Lane} have none either, because the lane handles their timeouts. All other commands
 * have the same timeout.
 */
final class CommandTimeouts extends TimeoutSource {
    /** The commands that Redis documents as blocking, and those that have a blocking option. */
    private static final Set<String> BLOCKING = Set.of(
            "BLPOP",
            "BRPOP",
            "BRPOPLPUSH",
            "BLMOVE",
            "BLMPOP",
            "BZPOPMIN",
            "BZPOPMAX",
            "BZMPOP",
            "XREAD",
            "XREADGROUP",
            "WAIT",
            "WAITAOF");

    private static final long NONE = -1;

    private final long millis;

    CommandTimeouts(Duration timeout) {
        this.millis = timeout.toMillis();
    }

    @Override
    public long getTimeout(RedisCommand<?, ?, ?> command) {
        if (CommandWrapper.unwrap(command) instanceof PendingCommand) {
            return NONE;
        }
        return BLOCKING.contains(command.getType().toString()) ? NONE : millis;
    }
}
