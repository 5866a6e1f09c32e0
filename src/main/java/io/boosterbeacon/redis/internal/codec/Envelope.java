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
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a cached value: a header of format version, flags and a fingerprint, then JSON, which may be compressed and
 * then encrypted. The fingerprint is that of the declared type, its shape, its version and the codec. Bytes of another
 * version, of another fingerprint or of another program are not decoded. A new flag is a new part of the format that
 * older versions of the library do not read. Thread-safe.
 */
public final class Envelope {
    private static final byte VERSION = 3;
    private static final int NULL = 1;
    private static final int COMPRESSED = 2;
    private static final int ENCRYPTED = 4;
    private static final int FLAGS = NULL | COMPRESSED | ENCRYPTED;
    private static final int HEADER = 2 + Integer.BYTES;
    private static final int MAX_OVERHEAD = HEADER + Encryption.OVERHEAD;
    private static final byte[] NOTHING = {};
    private static final String TOO_LARGE = "it is larger than beacon.cache.max-value-size";
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final ValueCodec codec;
    private final Type type;
    private final EnvelopeOptions options;
    private final @Nullable Encryption encryption;
    private final int fingerprint;

    public Envelope(ValueCodec codec, Type type, EnvelopeOptions options) {
        this.codec = codec;
        this.type = type;
        this.options = options;
        this.encryption = options.keys().isEmpty() ? null : new Encryption(options.keys());
        CRC32 crc = new CRC32();
        crc.update(Digest.of(codec.identity(), String.valueOf(options.version()), TypeShape.of(boxed(type)))
                .getBytes(StandardCharsets.US_ASCII));
        this.fingerprint = (int) crc.getValue();
    }

    /** The declared type of the values. */
    public Type type() {
        return type;
    }

    /** The version of the values. */
    public int version() {
        return options.version();
    }

    /** Methods that return int and Integer can share a cache. */
    public static Type boxed(Type type) {
        return type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
    }

    /**
     * Writes a value.
     *
     * @param cache the cache that it is for
     * @param key the key in that cache
     * @throws LossyException if the value cannot be read back unchanged, or is too large
     */
    public byte[] seal(@Nullable Object value, String cache, String key) throws LossyException {
        byte[] content = value == null ? NOTHING : codec.writeLossless(value, type);
        if (content.length > options.maxSize()) {
            throw new LossyException("its JSON has " + content.length + " bytes; accepted: at most " + options.maxSize()
                    + " (beacon.cache.max-value-size)");
        }
        int flags = value == null ? NULL : 0;
        if (options.compressAbove() > 0 && content.length > options.compressAbove()) {
            byte[] compressed = Compression.deflate(content);
            if (compressed != null) {
                content = compressed;
                flags |= COMPRESSED;
            }
        }
        return encryption == null
                ? ByteBuffer.allocate(HEADER + content.length)
                        .put(header(flags))
                        .put(content)
                        .array()
                : encryption.encrypt(header(flags | ENCRYPTED), content, cache, key);
    }

    private byte[] header(int flags) {
        return ByteBuffer.allocate(HEADER)
                .put(VERSION)
                .put((byte) flags)
                .putInt(fingerprint)
                .array();
    }

    /**
     * Reads a value.
     *
     * @param cache the cache that the bytes were read from
     * @param key the key in that cache
     * @throws UnbindableException if {@link #seal} has not written these bytes for the same entry, type and options
     */
    @Nullable
    public Object open(byte[] bytes, String cache, String key) throws UnbindableException {
        Content content = content(bytes, cache, key);
        return content == null ? null : codec.read(content.bytes(), content.from(), type);
    }

    /**
     * The length of what {@link #open} reads, in bytes, the header included. Compressed bytes are restored for it.
     *
     * @throws UnbindableException as {@link #open}
     */
    public int length(byte[] bytes, String cache, String key) throws UnbindableException {
        if (bytes.length < HEADER || (bytes[1] & COMPRESSED) == 0) {
            return bytes.length;
        }
        Content content = content(bytes, cache, key);
        return content == null ? HEADER : HEADER + content.bytes().length - content.from();
    }

    /**
     * A digest of a value and of its type. It does not depend on the entry, on compression or on the node. If values are
     * encrypted, it is keyed with the first key.
     *
     * @throws UnbindableException as {@link #open}
     */
    public String digest(byte[] bytes, String cache, String key) throws UnbindableException {
        Content content = content(bytes, cache, key);
        byte[] shape = ByteBuffer.allocate(Integer.BYTES).putInt(fingerprint).array();
        byte[] json =
                content == null ? NOTHING : Arrays.copyOfRange(content.bytes(), content.from(), content.bytes().length);
        return encryption == null ? Digest.of(List.of(shape, json)) : Digest.of(List.of(encryption.mac(shape, json)));
    }

    /** The JSON of a value, from an index on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] bytes, int from) {}

    /** The content of stored bytes; null if the value is null. */
    private @Nullable Content content(byte[] bytes, String cache, String key) throws UnbindableException {
        if (bytes.length < HEADER || bytes[0] != VERSION || (bytes[1] & ~FLAGS) != 0) {
            throw unreadable("another program or another version of this library has written it");
        }
        if ((int) INT.get(bytes, 2) != fingerprint) {
            throw unreadable(
                    "it was written for another type, or for another version of the type, or by another codec");
        }
        if (bytes.length - MAX_OVERHEAD > options.maxSize()) {
            throw unreadable(TOO_LARGE);
        }
        int flags = bytes[1];
        byte[] content = bytes;
        int from = HEADER;
        if ((flags & ENCRYPTED) != 0 || encryption != null) {
            content = decrypted(bytes, flags, cache, key);
            from = 0;
        }
        if ((flags & COMPRESSED) != 0) {
            content = inflated(content, from);
            from = 0;
        }
        if (content.length - from > options.maxSize()) {
            throw unreadable(TOO_LARGE);
        }
        if ((flags & NULL) == 0) {
            return new Content(content, from);
        }
        if (content.length != from) {
            throw unreadable("it is damaged");
        }
        return null;
    }

    /** Where keys are configured, nothing else is trusted: anybody could have written it. */
    private byte[] decrypted(byte[] bytes, int flags, String cache, String key) throws UnbindableException {
        if (encryption == null) {
            throw unreadable("it is encrypted, and this cache has no beacon.cache.encryption-key");
        }
        if ((flags & ENCRYPTED) == 0) {
            throw unreadable("it is not encrypted");
        }
        try {
            return encryption.decrypt(bytes, HEADER, cache, key);
        } catch (GeneralSecurityException e) {
            throw unreadable("it is encrypted with another key, or for another entry, or is damaged");
        }
    }

    private byte[] inflated(byte[] content, int from) throws UnbindableException {
        try {
            return Compression.inflate(content, from, options.maxSize());
        } catch (DataFormatException e) {
            throw unreadable("it is damaged, or larger than beacon.cache.max-value-size");
        }
    }

    private UnbindableException unreadable(String reason) {
        return new UnbindableException(type, reason);
    }
}
