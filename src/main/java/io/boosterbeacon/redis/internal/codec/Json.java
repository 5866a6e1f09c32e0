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
public final class Json implements ValueCodec {
    private final ObjectMapper mapper = Mappers.values();

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

    /** A change of the library's mapper that changes JSON must change this, too. */
    @Override
    public String identity() {
        return "beacon 1";
    }

    /**
     * Writes a value and proves that it can be read back unchanged: reads what was written, compares, and writes it
     * again. Every value is checked, because what is lost often depends on the value and not only on its class (the
     * nanoseconds of a timestamp, the class of a number).
     *
     * @param type the type that {@link #read} will be called with
     * @throws LossyException if the value has no JSON form, cannot be read as the type, or is read as a different value
     */
    @Override
    public byte[] writeLossless(Object value, Type type) throws LossyException {
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

    /** Writes by the declared type where it says more than the value's class, such as the type of elements. */
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

    /**
     * Whether the value's {@code equals} finds a difference. It is ignored if it also finds one between two values that
     * are read from the same JSON, as that of a record with an array does.
     */
    private boolean isUnequal(Object value, Object read, byte[] written, JavaType target) throws LossyException {
        return Difference.definesEquals(value.getClass())
                && !value.equals(read)
                && read.equals(readBack(written, target));
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
