package io.boosterbeacon.redis.internal.codec;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes values and proves that they can be read back unchanged: reads what was written, compares, and writes it again.
 * Every value is checked, because what is lost often depends on the value and not only on its class (the nanoseconds of
 * a timestamp, the class of a number).
 */
final class LosslessJson {
    private final JsonBinding binding;
    private final Function<Class<?>, Optional<String>> refusal;

    /** @param refusal why objects of a class must not be written; empty if they may */
    LosslessJson(JsonBinding binding, Function<Class<?>, Optional<String>> refusal) {
        this.binding = binding;
        this.refusal = refusal;
    }

    byte[] write(Object value) throws LossyException {
        try {
            byte[] written = binding.write(value);
            Object read = readBack(written);
            Optional<String> difference = Difference.between(value, read, refusal);
            if (difference.isEmpty() && isUnequal(value, read, written)) {
                difference = Optional.of("what is read from its JSON is not equal to it");
            }
            if (difference.isEmpty() && !Arrays.equals(written, binding.write(read))) {
                difference = Optional.of("what is read from its JSON has another JSON");
            }
            if (difference.isPresent()) {
                throw new LossyException(difference.get());
            }
            return written;
        } catch (LossyException e) {
            throw e;
        } catch (Exception | StackOverflowError | LinkageError e) {
            throw new LossyException("it cannot be written as JSON: " + binding.describe(e));
        }
    }

    private Object readBack(byte[] written) throws LossyException {
        Object read;
        try {
            read = binding.read(written);
        } catch (Exception | StackOverflowError | LinkageError e) {
            throw new LossyException("its JSON cannot be read as " + binding.type() + ": " + binding.describe(e));
        }
        if (read == null) {
            throw new LossyException("it is read from its JSON as null");
        }
        return read;
    }

    /**
     * Whether the value's {@code equals} finds a difference. It is ignored if it also finds one between two values that
     * are read from the same JSON, as that of a record with an array does.
     */
    private boolean isUnequal(Object value, Object read, byte[] written) throws LossyException {
        return Difference.definesEquals(value.getClass()) && !value.equals(read) && read.equals(readBack(written));
    }
}
