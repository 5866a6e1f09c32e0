package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON for values. Binding is by the declared type only: data never chooses a class, unless the application's own
 * annotations say so. Unknown properties are ignored: keys of {@code RedisService} may be shared by two versions of an
 * application, and by other languages. Thread-safe.
 */
public final class Json implements ValueCodec {
    private final ObjectMapper mapper;
    private final String identity;

    /** The library's own. A change of its mapper that changes the JSON must change its identity, too. */
    public Json() {
        this.mapper = Mappers.values();
        this.identity = "beacon 1";
    }

    /** @param mapper a copy of the application's */
    Json(ObjectMapper mapper) {
        this.mapper = mapper;
        this.identity = JsonProbe.identity("jackson", mapper::writeValueAsBytes);
    }

    /**
     * Writes a value as UTF-8 JSON.
     *
     * @throws IllegalArgumentException if the value has no JSON form; the message names its class, not its content
     */
    public byte[] write(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            // not kept as the cause: its message may quote the value, and a logged exception includes its causes
            throw new IllegalArgumentException("cannot write "
                    + (value == null ? "null" : value.getClass().getName()) + " as JSON: " + Failures.describe(e));
        }
    }

    /** Writes a value as JSON text. */
    public String text(@Nullable Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public byte[] writeLossless(Object value, Type type) throws LossyException {
        try {
            return new LosslessJson(new Binding(value, mapper.constructType(type)), any -> Optional.empty())
                    .write(value);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new LossyException("it cannot be written as JSON: " + Failures.describe(e));
        }
    }

    /**
     * Finds out why values of a type cannot be stored: the type or one of its properties can be read only once, or has
     * an annotation that would be ignored.
     *
     * @return the reason, for a message; empty if there is none
     */
    public Optional<String> problem(Type type) {
        try {
            return SingleUseTypes.within(mapper, type).map(once -> once.getName() + " can be read only once");
        } catch (UnsupportedAnnotationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Binds JSON to a type.
     *
     * @return the value; null for JSON's null
     * @throws UnbindableException if the bytes are not JSON, or do not bind
     */
    public @Nullable Object read(byte[] json, Type type) throws UnbindableException {
        return read(json, 0, type);
    }

    @Override
    public @Nullable Object read(byte[] json, int from, Type type) throws UnbindableException {
        try {
            return mapper.readValue(json, from, json.length - from, mapper.constructType(type));
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw new UnbindableException(type, e);
        }
    }

    /** The JSON of one value. */
    private final class Binding implements JsonBinding {
        private final JavaType target;
        private final ObjectWriter writer;

        /** Writes by the declared type where it says more than the value's class, such as the type of elements. */
        Binding(Object value, JavaType target) {
            this.target = target;
            this.writer = target.isContainerType() || value.getClass() == target.getRawClass()
                    ? mapper.writerFor(target)
                    : mapper.writer();
        }

        @Override
        public byte[] write(Object value) throws IOException {
            return writer.writeValueAsBytes(value);
        }

        @Override
        public @Nullable Object read(byte[] json) throws IOException {
            return mapper.readValue(json, target);
        }

        @Override
        public String type() {
            return target.toCanonical();
        }

        @Override
        public String describe(Throwable failure) {
            return Failures.describe(failure);
        }
    }

    /** Stored bytes do not bind to a type. Callers treat it as a miss. */
    public static final class UnbindableException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnbindableException(Type type) {
            super("stored bytes do not bind to " + type.getTypeName());
        }

        UnbindableException(Type type, String reason) {
            super("stored bytes cannot be read as " + type.getTypeName() + ": " + reason);
        }

        UnbindableException(Type type, Throwable cause) {
            this(type);
            initCause(cause);
        }
    }

    /**
     * A value cannot be read back unchanged from its JSON. The message gives the reason, without the content of the
     * value.
     */
    public static final class LossyException extends Exception {
        private static final long serialVersionUID = 1L;

        public LossyException(String reason) {
            super(reason);
        }
    }
}
