package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command, encoded directly to the output buffer as RESP bulk strings. The client's own class
 * creates an object, a string, a buffer and a byte array for each argument first. A rate limit decision has eight
 * arguments.
 */
final class Arguments extends CommandArgs<String, byte[]> {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int RADIX = 10;

    /** The digest or the text of a script; null for a command that is none. */
    private final byte @Nullable [] script;

    private final List<String> keys;
    private final Object[] values;

    @SuppressWarnings("ArrayStoredDirectly")
    private Arguments(byte @Nullable [] script, List<String> keys, Object[] values) {
        super(RedisConnection.CODEC);
        this.script = script;
        this.keys = keys;
        this.values = values;
    }

    /**
     * The arguments of a command: keys, then values. Keeps both without a copy: they must not be modified any more.
     *
     * @param values strings, longs and byte arrays
     */
    static Arguments of(List<String> keys, Object... values) {
        return new Arguments(null, keys, values);
    }

    /**
     * The arguments of a script call. Keeps them without a copy: they must not be modified any more.
     *
     * @param script the digest or the text of the script
     * @param values strings, longs and byte arrays
     */
    static Arguments ofScript(byte[] script, List<String> keys, Object[] values) {
        return new Arguments(script, keys, values);
    }

    @Override
    public int count() {
        return (script == null ? 0 : 2) + keys.size() + values.length;
    }

    /** Used by a cluster to find the node. */
    @Override
    public @Nullable ByteBuffer getFirstEncodedKey() {
        return keys.isEmpty() ? null : codec.encodeKey(keys.get(0));
    }

    @Override
    public void encode(ByteBuf buffer) {
        if (script != null) {
            write(buffer, script);
            write(buffer, keys.size());
        }
        for (int i = 0; i < keys.size(); i++) {
            write(buffer, keys.get(i));
        }
        for (Object value : values) {
            if (value instanceof byte[] bytes) {
                write(buffer, bytes);
            } else if (value instanceof Long number) {
                write(buffer, number.longValue());
            } else {
                write(buffer, value.toString());
            }
        }
    }

    private static void write(ByteBuf buffer, byte[] bytes) {
        writeLength(buffer, bytes.length);
        buffer.writeBytes(bytes).writeShort(CRLF);
    }

    private static void write(ByteBuf buffer, String text) {
        int length = ByteBufUtil.utf8Bytes(text);
        writeLength(buffer, length);
        ByteBufUtil.reserveAndWriteUtf8(buffer, text, length);
        buffer.writeShort(CRLF);
    }

    private static void write(ByteBuf buffer, long number) {
        if (number < 0) {
            // negative numbers are rare, and Long.MIN_VALUE has no positive counterpart
            write(buffer, Long.toString(number));
            return;
        }
        writeLength(buffer, digits(number));
        writeDigits(buffer, number);
        buffer.writeShort(CRLF);
    }

    private static void writeLength(ByteBuf buffer, int length) {
        buffer.writeByte('$');
        writeDigits(buffer, length);
        buffer.writeShort(CRLF);
    }

    private static void writeDigits(ByteBuf buffer, long number) {
        int end = buffer.writerIndex() + digits(number);
        buffer.ensureWritable(end - buffer.writerIndex());
        long left = number;
        for (int index = end - 1; index >= buffer.writerIndex(); index--) {
            buffer.setByte(index, '0' + (int) (left % RADIX));
            left /= RADIX;
        }
        buffer.writerIndex(end);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long left = number / RADIX; left > 0; left /= RADIX) {
            digits++;
        }
        return digits;
    }

    /** For logs: without keys and values. */
    @Override
    public String toString() {
        return "Arguments: " + keys.size() + " keys and " + values.length + " values";
    }

    @Override
    public String toCommandString() {
        return toString();
    }
}
