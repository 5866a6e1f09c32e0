package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import org.jspecify.annotations.Nullable;

/** Converts the values of one type to bytes and back. Thread-safe. */
public interface ValueFormat {
    /**
     * Converts bytes to a value.
     *
     * @throws UnbindableException if the bytes do not have this format: another version of the application or another
     *     client may have written them
     */
    @Nullable
    Object open(byte[] bytes) throws UnbindableException;

    /** Converts a value to bytes; null if the bytes could not be converted back to an equal value. Never throws. */
    byte @Nullable [] seal(@Nullable Object value);

    /** Whether a value is null or an empty {@code Optional}. */
    boolean isNothing(@Nullable Object value);
}
