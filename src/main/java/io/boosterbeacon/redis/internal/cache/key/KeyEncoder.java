package io.boosterbeacon.redis.internal.cache.key;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes values so that equal ones give equal bytes and unequal ones unequal bytes, in every JVM: with their types, each part
 * with its length. Lists are equal to lists of equal elements, sets and maps whatever their order; an application's objects
 * are their class and their fields. Thread-safe.
 */
public final class KeyEncoder {
    private final ConcurrentMap<Class<?>, State> states = new ConcurrentHashMap<>();

    /**
     * Encodes a value.
     *
     * @throws UnidentifiableException if it, or something in it, cannot be told from what is not equal to it
     */
    public byte[] encode(@Nullable Object value) {
        KeyBytes bytes = new KeyBytes();
        new Encoding(this::state).write(value, bytes);
        return bytes.toBytes();
    }

    /** Encodes a text that is no value: equal to no value's encoding. */
    public byte[] literal(String text) {
        return new KeyBytes().tag('=').text(text).toBytes();
    }

    State state(Class<?> type) {
        return states.computeIfAbsent(type, State::of);
    }
}
