package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.event.command.CommandFailedEvent;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandSucceededEvent;
import io.lettuce.core.protocol.RedisCommand;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Logs every command with its duration and the hash of its first key. Keys can be distinguished, but nothing
 * confidential is logged: arguments and replies are left out.
 */
final class CommandTrace implements CommandListener {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis.trace");
    private static final int SHOWN = 6;

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        LOG.log(
                Level.INFO,
                "{0} {1} {2} µs",
                event.getCommand().getType(),
                key(event.getCommand()),
                String.valueOf(event.getDuration(TimeUnit.MICROSECONDS)));
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        LOG.log(
                Level.INFO,
                "{0} {1} {2}",
                event.getCommand().getType(),
                key(event.getCommand()),
                RedisErrors.translate(
                                event.getCause(), event.getCommand().getType().toString())
                        .getMessage());
    }

    private static String key(RedisCommand<?, ?, ?> command) {
        ByteBuffer first = command.getArgs() == null ? null : command.getArgs().getFirstEncodedKey();
        return first == null ? "-" : hash(first);
    }

    /** A short hash that identifies a key. */
    static String hash(ByteBuffer key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key.duplicate());
            return "#" + HexFormat.of().formatHex(digest.digest(), 0, SHOWN);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
