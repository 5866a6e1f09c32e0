package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply of one kind, rejects all other kinds, and converts it to the caller's type. The outputs of the client
 * accept nearly any kind of reply.
 */
public final class ReplyOutput<T> extends CommandOutput<String, byte[], T> {
    private enum Kind {
        ARRAY,
        NUMBER,
        VALUE
    }

    private final String of;
    private final Kind kind;
    private final ItemDecoder decoder;
    private final Function<Reply, T> reading;
    private List<@Nullable Object> items = List.of();
    private boolean begun;

    private ReplyOutput(String of, Kind kind, ItemDecoder decoder, Function<Reply, T> reading) {
        super(RedisConnection.CODEC, null);
        this.of = of;
        this.kind = kind;
        this.decoder = decoder;
        this.reading = reading;
    }

    /**
     * Reads an array of numbers and texts.
     *
     * @param of the script or command, for messages
     */
    static <T> ReplyOutput<T> array(String of, Function<Reply, T> reading) {
        return array(of, ItemDecoder.COPY, reading);
    }

    /**
     * Reads an array of numbers and texts.
     *
     * @param decoder of the texts
     */
    static <T> ReplyOutput<T> array(String of, ItemDecoder decoder, Function<Reply, T> reading) {
        return new ReplyOutput<>(of, Kind.ARRAY, decoder, reading);
    }

    /** Reads a number. */
    static ReplyOutput<Long> number(String of) {
        return new ReplyOutput<>(of, Kind.NUMBER, ItemDecoder.COPY, reply -> reply.number(0));
    }

    /** Reads a text or null. */
    static <T> ReplyOutput<T> value(String of, Function<Reply, T> reading) {
        return new ReplyOutput<>(of, Kind.VALUE, ItemDecoder.COPY, reading);
    }

    @Override
    public T get() {
        return reading.apply(new Reply(of, items));
    }

    @Override
    public void multi(int count) {
        if (kind != Kind.ARRAY || begun) {
            throw unexpected();
        }
        begun = true;
        items = new ArrayList<>(Math.max(0, count));
    }

    @Override
    public void set(long number) {
        if (kind == Kind.VALUE) {
            throw unexpected();
        }
        add(number);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (kind == Kind.NUMBER) {
            throw unexpected();
        }
        add(bytes == null ? null : decoder.decode(items, bytes));
    }

    private void add(@Nullable Object item) {
        if (kind == Kind.ARRAY && !begun) {
            throw unexpected();
        }
        if (!begun) {
            begun = true;
            items = new ArrayList<>(1);
        }
        items.add(item);
    }

    private static UnsupportedOperationException unexpected() {
        return new UnsupportedOperationException("a reply of another kind");
    }
}
