package io.boosterbeacon.redis.internal.codec;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Converts cached values to JSON and back. Binding is by the declared type only. Thread-safe. */
public interface ValueCodec {
    /**
     * Writes a value as UTF-8 JSON, and proves that it can be read back unchanged.
     *
     * @param type the type that {@link #read} will be called with
     * @throws LossyException if the value has no JSON form, cannot be read as the type, or is read as a different value
     */
    byte[] writeLossless(Object value, Type type) throws LossyException;

    /**
     * Binds the JSON in an array from an index to the end.
     *
     * @return the value; null for JSON's null
     * @throws UnbindableException if the bytes are not JSON, or do not bind
     */
    @Nullable
    Object read(byte[] json, int from, Type type) throws UnbindableException;

    /** Identifies what writes the JSON, and how. Values of another identity are not read. */
    String identity();
}
