package io.boosterbeacon.redis.internal.codec;

import java.util.List;

/**
 * How the values of a cache are stored.
 *
 * @param version values of another version are not read
 * @param maxSize the greatest length of the JSON of a value, in bytes
 * @param compressAbove longer JSON is compressed, in bytes; 0: never
 * @param keys the first encrypts, all decrypt; empty: values are not encrypted
 */
public record EnvelopeOptions(int version, int maxSize, int compressAbove, List<EncryptionKey> keys) {
    /** Values of any size, not compressed and not encrypted. */
    public static final EnvelopeOptions PLAIN = new EnvelopeOptions(0, Integer.MAX_VALUE, 0, List.of());

    /** Copies the list. */
    public EnvelopeOptions {
        keys = List.copyOf(keys);
    }
}
