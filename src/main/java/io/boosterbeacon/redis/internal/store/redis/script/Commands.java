package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.function.Function;

/** Commands that are sent without a script. */
public final class Commands {
    private Commands() {}

    /**
     * Reads the value of a key.
     *
     * @param reading converts the reply of one item, which is null if the key does not exist
     */
    public static <T> PendingCommand<T> get(String key, Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.GET,
                ReplyOutput.value("GET", reply -> reading.apply(reply.sized(1))),
                Arguments.of(List.of(key)),
                "GET");
    }

    /**
     * Reads the values of several keys of the same slot.
     *
     * @param reading converts the reply of one item for each key, null for a key that does not exist
     */
    public static <T> PendingCommand<T> mget(List<String> keys, Function<Reply, T> reading) {
        return mget(keys, ItemDecoder.COPY, reading);
    }

    /**
     * Reads the values of several keys of the same slot.
     *
     * @param decoder of the values
     */
    public static <T> PendingCommand<T> mget(List<String> keys, ItemDecoder decoder, Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.MGET,
                ReplyOutput.array("MGET", decoder, reply -> reading.apply(reply.sized(keys.size()))),
                Arguments.of(keys),
                "MGET");
    }

    /**
     * Reads the clock of the server.
     *
     * @param reading converts the reply: the seconds since the epoch, and the microseconds of the second
     */
    public static <T> PendingCommand<T> time(Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.TIME,
                ReplyOutput.array("TIME", reply -> reading.apply(reply.sized(2))),
                Arguments.of(List.of()),
                "TIME");
    }

    /**
     * Reads a hash.
     *
     * @param reading converts the reply: the fields, each followed by its value
     */
    public static <T> PendingCommand<T> hgetall(String key, Function<Reply, T> reading) {
        return new PendingCommand<>(
                CommandType.HGETALL, ReplyOutput.array("HGETALL", reading), Arguments.of(List.of(key)), "HGETALL");
    }

    /** A command for one key with a number as its reply. */
    public static PendingCommand<Long> number(CommandType command, String key, Object... arguments) {
        return new PendingCommand<>(
                command, ReplyOutput.number(command.name()), Arguments.of(List.of(key), arguments), command.name());
    }
}
