package io.boosterbeacon.redis.internal.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the configuration of a JSON library by what it writes: names, nulls, dates, numbers, binary data. If the
 * application changes its configuration, values of the old one are not read.
 */
final class JsonProbe {
    private JsonProbe() {}

    /** The same for all objects that are configured alike, in every JVM. */
    static String identity(String library, JsonWriter writer) {
        return library + " "
                + Digest.of(
                        values().map(value -> text(() -> writer.write(value))).collect(Collectors.joining("\n")));
    }

    private static Stream<Object> values() {
        return Stream.of(
                new Names(),
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                LocalDate.of(2026, 1, 2),
                Duration.ofMillis(1_500),
                Optional.of("a"),
                List.of(1, 2L, 1.5, 2f),
                Map.of(TimeUnit.DAYS, 'c'),
                new byte[] {-1, 0, 1, 127},
                Thread.State.NEW);
    }

    private static String text(Callable<byte[]> written) {
        try {
            return new String(written.call(), StandardCharsets.UTF_8);
        } catch (Exception | StackOverflowError | LinkageError e) {
            // a library need not know all of them
            return "none";
        }
    }

    /** Writes any value. */
    interface JsonWriter {
        byte[] write(Object value) throws Exception;
    }

    /** Properties in an order that is not alphabetical, with names of several words. */
    public static final class Names {
        private final String secondName = "x";

        public String getSecondName() {
            return secondName;
        }

        public @Nullable String getFirstName() {
            return null;
        }

        public boolean isReallyTrue() {
            return true;
        }
    }
}
