package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.Set;

/**
 * One timeout for all commands, except for those by which a user waits in Redis: how long is said in the command, and in the
 * timeout of the user's connection; and except for those of a {@link Lane}, which sees to their timeouts itself.
 */
final class CommandTimeouts extends TimeoutSource {
    /** The commands that Redis documents as blocking, and those that block by an option. */
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
