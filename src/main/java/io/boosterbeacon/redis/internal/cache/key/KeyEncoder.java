package io.boosterbeacon.redis.internal.cache.key;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values to bytes. Equal values give equal bytes and unequal values give unequal bytes, in every JVM. The bytes
 * contain the types of values and the lengths of parts. Lists are compared by their elements, sets and maps by their
 * elements in any order, objects of the application by their class and their fields. Thread-safe.
 */
public final class KeyEncoder {
    private final ConcurrentMap<Class<?>, ObjectFields> fieldsByClass = new ConcurrentHashMap<>();

    /**
     * Encodes a value.
     *
     * @throws UnidentifiableException if the value, or a part of it, cannot be encoded unambiguously
     */
    public byte[] encode(@Nullable Object value) {
        KeyBytes bytes = new KeyBytes();
        new Encoding(this::fieldsOf).write(value, bytes);
        return bytes.toBytes();
    }

    /** Encodes a literal of a key template. It never equals the encoding of a value. */
    public byte[] literal(String text) {
        return new KeyBytes().tag('=').text(text).toBytes();
    }

    ObjectFields fieldsOf(Class<?> type) {
        return fieldsByClass.computeIfAbsent(type, ObjectFields::of);
    }
}
