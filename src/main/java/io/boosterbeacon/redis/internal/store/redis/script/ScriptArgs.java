package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a script call, encoded directly to the output buffer as RESP bulk strings. The client's own class
 * first creates an object, a string and a byte array for each argument, and a rate limit decision has eight arguments.
 */
final class ScriptArgs extends CommandArgs<String, byte[]> {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int RADIX = 10;

    private final byte[] script;
    private final List<String> keys;
    private final Object[] args;

    /**
     * Keeps the arguments without a copy: they must not be modified any more.
     *
     * @param script the digest or the text of the script
     * @param args strings, longs and byte arrays
     */
    @SuppressWarnings("ArrayStoredDirectly")
    ScriptArgs(byte[] script, List<String> keys, Object[] args) {
        super(RedisConnection.CODEC);
        this.script = script;
        this.keys = keys;
        this.args = args;
    }

    @Override
    public int count() {
        return 2 + keys.size() + args.length;
    }

    /** Used by a cluster to find the node. */
    @Override
    public @Nullable ByteBuffer getFirstEncodedKey() {
        return keys.isEmpty() ? null : codec.encodeKey(keys.get(0));
    }

    @Override
    public void encode(ByteBuf buffer) {
        write(buffer, script);
        write(buffer, keys.size());
        for (int i = 0; i < keys.size(); i++) {
            write(buffer, keys.get(i));
        }
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                write(buffer, bytes);
            } else if (arg instanceof Long number) {
                write(buffer, number.longValue());
            } else {
                write(buffer, arg.toString());
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
        return "ScriptArgs of " + keys.size() + " keys and " + args.length + " values";
    }

    @Override
    public String toCommandString() {
        return toString();
    }
}
