package io.boosterbeacon.redis.internal.codec;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a cached value: format version, flags, a fingerprint of the declared type, then JSON. Bytes of another
 * version, of another type or of another program are not decoded.
 */
public final class Envelope {
    private static final byte VERSION = 2;
    private static final byte NULL = 1;
    private static final int HEADER = 2 + Integer.BYTES;
    private static final byte[] NOTHING = {};
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Json json;
    private final Type type;
    private final int fingerprint;

    public Envelope(Json json, Type type) {
        this.json = json;
        this.type = type;
        CRC32 crc = new CRC32();
        crc.update(boxed(type).getTypeName().getBytes(StandardCharsets.UTF_8));
        this.fingerprint = (int) crc.getValue();
    }

    /** The declared type of the values. */
    public Type type() {
        return type;
    }

    /** Methods that return int and Integer can share a cache. */
    private static Type boxed(Type type) {
        return type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
    }

    /**
     * Writes a value.
     *
     * @throws LossyException if the value cannot be read back unchanged
     */
    public byte[] seal(@Nullable Object value) throws LossyException {
        byte[] content = value == null ? NOTHING : json.writeLossless(value, type);
        return ByteBuffer.allocate(HEADER + content.length)
                .put(VERSION)
                .put(value == null ? NULL : 0)
                .putInt(fingerprint)
                .put(content)
                .array();
    }

    @Nullable
    public Object open(byte[] bytes) throws UnbindableException {
        if (bytes.length < HEADER
                || bytes[0] != VERSION
                || (bytes[1] & ~NULL) != 0
                || (int) INT.get(bytes, 2) != fingerprint) {
            throw new UnbindableException(type);
        }
        return bytes[1] == NULL ? null : json.read(bytes, HEADER, type);
    }
}
