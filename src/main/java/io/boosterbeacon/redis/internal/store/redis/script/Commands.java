package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.function.Function;

/** The commands that need no script. */
public final class Commands {
    private Commands() {}

    /**
     * Reads the value of a key.
     *
     * @param reading of one item, null if there is no such key
     */
    public static <T> PendingCommand<T> get(String key, Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.GET,
                ReplyOutput.value("GET", reply -> reading.apply(reply.sized(1))),
                new CommandArgs<>(RedisConnection.CODEC).addKey(key),
                "GET");
    }

    /**
     * Reads the values of keys, all of one slot, by one command.
     *
     * @param reading of as many items as there are keys, null where there is no such key
     */
    public static <T> PendingCommand<T> mget(List<String> keys, Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.MGET,
                ReplyOutput.array("MGET", reply -> reading.apply(reply.sized(keys.size()))),
                new CommandArgs<>(RedisConnection.CODEC).addKeys(keys),
                "MGET");
    }

    /** A command about one key that has a number as its reply. */
    public static PendingCommand<Long> number(CommandType command, String key, long... arguments) {
        CommandArgs<String, byte[]> args = new CommandArgs<>(RedisConnection.CODEC).addKey(key);
        for (long argument : arguments) {
            args.add(argument);
        }
        return new PendingCommand<>(command, ReplyOutput.number(command.name()), args, command.name());
    }
}
