package io.boosterbeacon.redis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import jakarta.enterprise.util.TypeLiteral;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private final Json json = new Json();

    record Person(String name, int age) {
        Person {
            if (age < 0) {
                throw new IllegalArgumentException("a negative age");
            }
        }
    }

    record Times(Instant at, Duration lasts, Optional<String> note) {}

    @Test
    void read_whatWasWritten_isEqual() throws Exception {
        Times times = new Times(Instant.parse("2026-03-01T12:00:00.5Z"), Duration.ofMillis(1_500), Optional.of("é"));

        assertThat(json.read(json.write(times), Times.class)).isEqualTo(times);
        assertThat(json.text(times)).contains("\"2026-03-01T12:00:00.5").contains("é");
    }

    @Test
    void read_genericType_bindsItsArguments() throws Exception {
        Map<String, List<Person>> people = Map.of("all", List.of(new Person("Ada", 36)));

        assertThat(json.read(json.write(people), new TypeLiteral<Map<String, List<Person>>>() {}.getType()))
                .isEqualTo(people);
    }

    @Test
    void read_anotherVersionsProperties_areIgnoredOrMissing() throws Exception {
        assertThat(json.read("{\"name\":\"Ada\",\"age\":36,\"new\":[1]}".getBytes(UTF_8), Person.class))
                .isEqualTo(new Person("Ada", 36));
        assertThat(json.read("{\"name\":\"Ada\"}".getBytes(UTF_8), Person.class))
                .isEqualTo(new Person("Ada", 0));
    }

    @Test
    void read_nameOfAClassInTheData_choosesNoClass() throws Exception {
        byte[] hostile = "{\"@class\":\"java.io.File\",\"name\":\"Ada\",\"age\":1}".getBytes(UTF_8);

        assertThat(json.read(hostile, Person.class)).isEqualTo(new Person("Ada", 1));
        assertThat(json.read(hostile, Object.class)).isInstanceOf(LinkedHashMap.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``",
                "{",
                "[1]",
                "Ada",
                "{\"name\":\"Ada\",\"age\":\"old\"}",
                "{\"name\":\"Ada\",\"age\":-1}",
                "{\"name\":\"Ada\",\"age\":1} apples",
                "{\"name\":\"Ada\",\"age\":1}{}",
                "[[[[[[",
            })
    void read_whatDoesNotFit_isUnbindable(String text) {
        assertThatThrownBy(() -> json.read(text.getBytes(UTF_8), Person.class))
                .isInstanceOf(UnbindableException.class)
                .hasMessage("stored bytes do not bind to " + Person.class.getName());
    }

    @Test
    void read_deeplyNested_isUnbindable() {
        assertThatThrownBy(() -> json.read("[".repeat(200_000).getBytes(UTF_8), Object.class))
                .isInstanceOf(UnbindableException.class);
    }

    private static String asLogged(Throwable failure) {
        StringWriter log = new StringWriter();
        failure.printStackTrace(new PrintWriter(log));
        return log.toString();
    }

    @Test
    void write_endless_namesItsClassOnly() {
        Map<String, Object> endless = new LinkedHashMap<>();
        endless.put("secret", endless);

        assertThatThrownBy(() -> json.write(endless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot write java.util.LinkedHashMap as JSON: ")
                .extracting(JsonTest::asLogged)
                .asString()
                .doesNotContain("secret");
    }
}
