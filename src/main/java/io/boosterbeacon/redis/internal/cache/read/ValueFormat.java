package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the values of one type to bytes and back. Thread-safe. */
public interface ValueFormat {
    /**
     * Converts bytes to a value.
     *
     * @param entry the entry that they were read from
     * @throws UnbindableException if the bytes do not have this format: another version of the application or another
     *     client may have written them
     */
    @Nullable
    Object open(CacheEntry entry, byte[] bytes) throws UnbindableException;

    /**
     * Converts a value to bytes that {@link #open} accepts for the same entry only. Never throws.
     *
     * @return null if the value must not be stored: its bytes could not be converted back to an equal value, or the
     *     application has excluded it
     */
    byte @Nullable [] seal(CacheEntry entry, @Nullable Object value);

    /**
     * A text that equal values of the type have in common on all nodes and whenever they are stored, and that no other
     * value has.
     *
     * @param entry the entry that the bytes were read from, or are stored in
     * @return null if there is none
     */
    default @Nullable String digest(CacheEntry entry, byte[] bytes) {
        return null;
    }

    /**
     * The tags of a value that was loaded. Never throws.
     *
     * @return hashes of tags; null if they cannot be determined: the value must not be stored
     */
    default @Nullable List<String> tags(@Nullable Object value) {
        return List.of();
    }

    /**
     * The length of the text that {@link #open} reads, in bytes: that of the bytes, unless they are compressed.
     *
     * @throws UnbindableException as {@link #open}
     */
    default int length(CacheEntry entry, byte[] bytes) throws UnbindableException {
        return bytes.length;
    }

    /** Whether all callers may get the same object: nobody modifies the values of this format. */
    default boolean isShareable() {
        return false;
    }

    /** Whether a value is null or an empty {@code Optional}. */
    boolean isNothing(@Nullable Object value);

    /**
     * The lifetime of a value that is not nothing, by the application. Never throws.
     *
     * @param ttl the lifetime of values of which the application says nothing
     * @return zero: the value is not stored
     */
    default Duration ttl(@Nullable Object value, Duration ttl) {
        return ttl;
    }

    /** The format that makes the same objects for all calls of a method; this one if it is not that of a single call. */
    default ValueFormat ofAllCalls() {
        return this;
    }
}
