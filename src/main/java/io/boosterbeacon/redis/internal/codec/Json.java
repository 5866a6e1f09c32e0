package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON for values and keys. Binding is by the declared type only: data never chooses a class. Unknown properties are
 * ignored, so that two versions of an application can share a cache. Thread-safe.
 */
public final class Json {
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            // equal keys must give equal text, whatever the order of a map or of fields
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /**
     * Writes a value as UTF-8 JSON.
     *
     * @throws IllegalArgumentException if the value has no JSON form; names its class only
     */
    public byte[] write(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            // the exception's own message may quote the value
            throw new IllegalArgumentException(
                    "cannot write " + (value == null ? "null" : value.getClass().getName()) + " as JSON", e);
        }
    }

    /** Writes a value as JSON text. */
    public String text(@Nullable Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * Binds JSON to a type.
     *
     * @return the value; null for JSON's null
     * @throws UnbindableException if the bytes are not JSON, or do not bind
     */
    public @Nullable Object read(byte[] json, Type type) throws UnbindableException {
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnbindableException(type, e);
        }
    }

    /** Bytes that do not fit a type. To callers a miss, never an error. */
    public static final class UnbindableException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnbindableException(Type type) {
            super("stored bytes do not bind to " + type.getTypeName());
        }

        UnbindableException(Type type, Throwable cause) {
            this(type);
            initCause(cause);
        }
    }
}
