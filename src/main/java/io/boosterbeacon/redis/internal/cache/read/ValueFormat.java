package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import org.jspecify.annotations.Nullable;

/** The values of one kind, as callers know them, and their bytes. Thread-safe. */
public interface ValueFormat {
    /**
     * Reads a value.
     *
     * @throws UnbindableException if the bytes are none of this format: another version of the application, or somebody else,
     *     may have written them
     */
    @Nullable
    Object open(byte[] bytes) throws UnbindableException;

    /** Writes a value; null if it would not come back as it is. Never throws. */
    byte @Nullable [] seal(@Nullable Object value);

    /** Whether a value says that there is none: null, or an empty {@code Optional}. */
    boolean isNothing(@Nullable Object value);
}
