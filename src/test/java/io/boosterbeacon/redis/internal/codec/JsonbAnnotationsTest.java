package io.boosterbeacon.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON-B's annotations of an application's classes: in force, or the class is refused by name. */
class JsonbAnnotationsTest {
    private final Json json = new Json();

    @JsonbPropertyOrder({"b", "a"})
    @JsonbNillable
    static final class Ordered {
        public int a = 1;
        public int b = 2;
    }

    static final class User {
        @JsonbTransient
        private String password = "secret";

        @JsonbProperty("full-name")
        private String name = "ada";

        @JsonbDateFormat("dd.MM.yyyy")
        public LocalDate born = LocalDate.EPOCH;

        @JsonbDateFormat(JsonbDateFormat.TIME_IN_MILLIS)
        public Instant seen = Instant.ofEpochMilli(1_500);

        public String getPassword() {
            return password;
        }

        public void setPassword(String password) {
            this.password = password;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    static final class Money {
        private final long cents;

        @JsonbCreator
        Money(@JsonbProperty("cents") long cents) {
            this.cents = cents;
        }

        public long getCents() {
            return cents;
        }
    }

    abstract static class Adapter implements JsonbAdapter<String, Integer> {}

    static final class Adapted {
        @JsonbTypeAdapter(Adapter.class)
        public String name = "ada";
    }

    @JsonbTypeAdapter(Adapter.class)
    static final class AdaptedClass {
        public String name = "ada";
    }

    static final class Formatted {
        @JsonbNumberFormat("#")
        public double number;
    }

    @Test
    void write_annotatedMembers_areWrittenAsTheySay() {
        assertThat(json.text(new Ordered())).isEqualTo("{\"b\":2,\"a\":1}");
        assertThat(json.text(new User()))
                .contains("\"full-name\":\"ada\"", "\"born\":\"01.01.1970\"", "\"seen\":1500")
                .doesNotContain("secret", "password");
    }

    @Test
    void writeLossless_creator_comesBack() throws Exception {
        assertThat(json.read(json.writeLossless(new Money(7), Money.class), Money.class))
                .isInstanceOfSatisfying(
                        Money.class, money -> assertThat(money.getCents()).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(classes = {Adapted.class, AdaptedClass.class, Formatted.class})
    void writeLossless_annotationThatNeedsJsonB_refusesItsClassByName(Class<?> type) throws Exception {
        Object value = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> json.writeLossless(value, type))
                .isInstanceOf(LossyException.class)
                .hasMessageContaining("@jakarta.json.bind.annotation.Jsonb")
                .hasMessageContaining(type.getName() + " is not supported");
    }
}
