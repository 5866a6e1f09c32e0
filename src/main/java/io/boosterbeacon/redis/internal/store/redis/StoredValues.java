package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes stored values and the replies to look-ups; see cache-generation.lua. */
final class StoredValues {
    /** The length of the stamp of a value. */
    private static final int LIFETIME = 3 * Long.BYTES;

    private static final int STAMP = Long.BYTES + LIFETIME;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int HIT = 1;
    private static final int GRANTED = 2;
    private static final int HELD = 3;

    private StoredValues() {}

    /** The lifetime as it is in a stamp. */
    static byte[] encoded(Lifetime lifetime) {
        return ByteBuffer.allocate(LIFETIME)
                .putLong(lifetime.total())
                .putLong(lifetime.fresh())
                .putLong(lifetime.load())
                .array();
    }

    /** Which stored value a caller wants to replace, see cache-lease.lua. */
    static Object wanted(long seen) {
        if (seen == CacheStore.ANY_AND_TAKE) {
            return "*";
        }
        return seen == CacheStore.ANY
                ? ""
                : ByteBuffer.allocate(Long.BYTES).putLong(seen).array();
    }

    /** A value without a stamp. */
    static Lookup plain(byte[] value) {
        return new Lookup.Hit(value, 0, Lifetime.UNKNOWN);
    }

    /** A value with its stamp. Other bytes become a value that nobody can read. */
    static Lookup stamped(byte[] stored) {
        return stored.length < STAMP
                ? plain(stored)
                : new Lookup.Hit(
                        Arrays.copyOfRange(stored, STAMP, stored.length),
                        (long) LONG.get(stored, 0),
                        new Lifetime(
                                (long) LONG.get(stored, Long.BYTES), (long) LONG.get(stored, 2 * Long.BYTES), (long)
                                        LONG.get(stored, 3 * Long.BYTES)));
    }

    /**
     * Decodes the generation, and then the value without its generation; null if it has another one.
     */
    static byte @Nullable [] generationOrValue(List<@Nullable Object> previous, ByteBuffer text) {
        return previous.isEmpty() ? generation(text) : valueOf(previous.get(0), text);
    }

    static byte[] generation(ByteBuffer text) {
        return RedisConnection.CODEC.decodeValue(text);
    }

    /** Decodes a value without its generation; null if it has another one. */
    static byte @Nullable [] valueOf(@Nullable Object current, ByteBuffer text) {
        if (current instanceof byte[] generation && beginsWith(text, generation)) {
            text.position(text.position() + generation.length);
            return RedisConnection.CODEC.decodeValue(text);
        }
        return null;
    }

    private static boolean beginsWith(ByteBuffer text, byte[] generation) {
        return text.remaining() >= generation.length
                && text.slice(text.position(), generation.length).equals(ByteBuffer.wrap(generation));
    }

    /**
     * The reply of cache-read.lua and cache-lease.lua.
     *
     * @param stamped whether values have a stamp
     */
    static Lookup lookup(Reply reply, boolean stamped) {
        return switch ((int) reply.number(0)) {
            case HIT -> {
                byte[] stored = reply.sized(2).bytes(1);
                yield stamped ? stamped(stored) : plain(stored);
            }
            case GRANTED -> {
                reply.sized(1);
                yield new Lookup.Granted();
            }
            case HELD -> held(reply);
            default -> throw reply.unexpected();
        };
    }

    private static Lookup held(Reply reply) {
        return reply.items().size() == 3
                ? new Lookup.Held(reply.text(1), reply.flag(2))
                : new Lookup.Held(reply.sized(2).text(1));
    }
}
