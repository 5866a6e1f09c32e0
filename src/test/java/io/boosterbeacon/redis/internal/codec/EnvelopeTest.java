package io.boosterbeacon.redis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
    private static final Type PEOPLE = new TypeLiteral<Map<String, List<Person>>>() {}.getType();

    private final Json json = new Json();
    private final Envelope person = new Envelope(json, Person.class, EnvelopeOptions.PLAIN);

    record Person(String name, Optional<String> mail, Instant born) {}

    /** Jackson quotes what a getter throws. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Unwritable {
        public String getName() {
            throw new IllegalStateException("a secret");
        }
    }

    private static final Person ADA = new Person("Ada", Optional.empty(), Instant.parse("1815-12-10T12:00:00Z"));

    @Test
    void open_whatWasSealed_isEqual() throws Exception {
        Map<String, List<Person>> people = Map.of("first", List.of(ADA), "none", List.of());
        Envelope envelope = new Envelope(json, PEOPLE, EnvelopeOptions.PLAIN);

        assertThat(person.open(person.seal(ADA, "c", "k"), "c", "k")).isEqualTo(ADA);
        assertThat(envelope.open(envelope.seal(people, "c", "k"), "c", "k")).isEqualTo(people);
    }

    @Test
    void open_sealedNull_isNull() throws Exception {
        assertThat(person.open(person.seal(null, "c", "k"), "c", "k")).isNull();
    }

    @Test
    void open_sealedForAnotherType_isRefused() throws Exception {
        byte[] people = new Envelope(json, PEOPLE, EnvelopeOptions.PLAIN).seal(Map.of(), "c", "k");
        byte[] nobody = new Envelope(json, String.class, EnvelopeOptions.PLAIN).seal(null, "c", "k");

        assertThatThrownBy(() -> person.open(people, "c", "k")).isInstanceOf(UnbindableException.class);
        assertThatThrownBy(() -> person.open(nobody, "c", "k")).isInstanceOf(UnbindableException.class);
    }

    static Stream<byte[]> broken() throws Exception {
        byte[] good = new Envelope(new Json(), Person.class, EnvelopeOptions.PLAIN).seal(ADA, "c", "k");
        byte[] nothing = new Envelope(new Json(), Person.class, EnvelopeOptions.PLAIN).seal(null, "c", "k");
        return Stream.of(
                new byte[0],
                new byte[] {1},
                new byte[] {1, 0, 0, 0, 0, 0},
                "{\"name\":\"Ada\"}".getBytes(UTF_8),
                "null".getBytes(UTF_8),
                changed(good, 0, 1),
                changed(good, 0, 2),
                changed(good, 1, 2),
                changed(good, 1, 4),
                changed(good, 1, 8),
                changed(nothing, 1, 3),
                changed(good, 2, good[2] + 1),
                changed(good, 6, 'x'),
                changed(good, good.length - 1, ' '),
                Arrays.copyOf(good, good.length - 3),
                Arrays.copyOf(good, 6),
                Arrays.copyOf(good, 4));
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @ParameterizedTest
    @MethodSource("broken")
    void open_brokenBytes_areRefused(byte[] bytes) {
        assertThatThrownBy(() -> person.open(bytes, "c", "k")).isInstanceOf(UnbindableException.class);
    }

    @Test
    void open_anyChangedByte_neverThrowsAnythingElse() throws Exception {
        byte[] good = person.seal(ADA, "c", "k");
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = changed(good, random.nextInt(good.length), random.nextInt(256));
            try {
                assertThat(person.open(bytes, "c", "k")).isInstanceOfAny(Person.class);
            } catch (UnbindableException refused) {
                assertThat(refused).hasMessageContaining("Person");
            }
        }
    }

    @Test
    void open_followedByMoreContent_isRefused() throws Exception {
        Envelope number = new Envelope(json, Integer.class, EnvelopeOptions.PLAIN);
        byte[] sealed = number.seal(5, "c", "k");
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 3);
        System.arraycopy(" 67".getBytes(UTF_8), 0, longer, sealed.length, 3);

        assertThatThrownBy(() -> number.open(longer, "c", "k")).isInstanceOf(UnbindableException.class);
    }

    @Test
    void seal_whatHasNoJson_namesItsClassOnly() {
        assertThatThrownBy(
                        () -> new Envelope(json, Object.class, EnvelopeOptions.PLAIN).seal(new Unwritable(), "c", "k"))
                .isInstanceOf(LossyException.class)
                .hasMessageNotContaining("secret")
                .hasMessageContaining(Unwritable.class.getName());
    }
}
