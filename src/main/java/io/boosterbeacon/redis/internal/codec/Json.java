package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON for values. Binding is by the declared type only: data never chooses a class, unless the application's own
 * annotations say so. Unknown properties are ignored, so that two versions of an application can share a cache.
 * Thread-safe.
 */
public final class Json {
    private final ObjectMapper mapper = Mappers.values();

    /**
     * Writes a value as UTF-8 JSON.
     *
     * @throws IllegalArgumentException if the value has no JSON form; names its class, and no content of it
     */
    public byte[] write(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            // not as the cause: its message may quote the value, and whoever logs a failure logs its causes
            throw new IllegalArgumentException("cannot write "
                    + (value == null ? "null" : value.getClass().getName()) + " as JSON: " + Failures.describe(e));
        }
    }

    /** Writes a value as JSON text. */
    public String text(@Nullable Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * Writes a value that comes back as it is: what was written is read, and written again. That is asked of every value, not
     * of one of its class: what is lost often depends on the value (the nanoseconds of a timestamp, the class of a number).
     *
     * @param type what {@link #read} will be given
     * @throws LossyException if it has no JSON form, cannot be read as the type, or comes back as something else
     */
    public byte[] writeFaithfully(Object value, Type type) throws LossyException {
        try {
            JavaType target = mapper.constructType(type);
            ObjectWriter writer = writer(value, target);
            byte[] written = writer.writeValueAsBytes(value);
            Object read = readBack(written, target);
            Optional<String> difference = Difference.between(value, read);
            if (difference.isEmpty() && isUnequal(value, read, written, target)) {
                difference = Optional.of("what is read from its JSON is not equal to it");
            }
            if (difference.isEmpty() && !Arrays.equals(written, writer.writeValueAsBytes(read))) {
                difference = Optional.of("what is read from its JSON has another JSON");
            }
            if (difference.isPresent()) {
                throw new LossyException(difference.get());
            }
            return written;
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw new LossyException("it cannot be written as JSON: " + Failures.describe(e));
        }
    }

    /** By the declared type where it says more than the value's class: of which kind the elements are. */
    private ObjectWriter writer(Object value, JavaType target) {
        return target.isContainerType() || value.getClass() == target.getRawClass()
                ? mapper.writerFor(target)
                : mapper.writer();
    }

    private Object readBack(byte[] written, JavaType target) throws LossyException {
        try {
            Object read = mapper.readValue(written, target);
            if (read == null) {
                throw new LossyException("it is read from its JSON as null");
            }
            return read;
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw new LossyException(
                    "its JSON cannot be read as " + target.toCanonical() + ": " + Failures.describe(e));
        }
    }

    /** An {@code equals} that does not even hold between two readings of one text (of a record of arrays, say) tells nothing. */
    private boolean isUnequal(Object value, Object read, byte[] written, JavaType target) throws LossyException {
        return Difference.definesEquals(value.getClass())
                && !value.equals(read)
                && read.equals(readBack(written, target));
    }

    /**
     * Finds what speaks against writing values of a type, within it and its properties: what could be read only once, and would
     * be used up, and annotations that would be ignored.
     *
     * @return what speaks against it, for a message; empty if nothing does
     */
    public Optional<String> objection(Type type) {
        try {
            return OnceOnly.within(mapper, type).map(once -> once.getName() + " can be read only once");
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

    /**
     * Binds the JSON that begins somewhere in an array, and ends with it.
     *
     * @return the value; null for JSON's null
     * @throws UnbindableException if the bytes are not JSON, or do not bind
     */
    public @Nullable Object read(byte[] json, int from, Type type) throws UnbindableException {
        try {
            return mapper.readValue(json, from, json.length - from, mapper.constructType(type));
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
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

    /** A value that would not come back from JSON as it is. The message says why, without any content of it. */
    public static final class LossyException extends Exception {
        private static final long serialVersionUID = 1L;

        public LossyException(String reason) {
            super(reason);
        }
    }
}
