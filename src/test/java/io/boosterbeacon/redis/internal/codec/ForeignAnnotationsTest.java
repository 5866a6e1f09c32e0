package io.boosterbeacon.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Constructor;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Jackson's annotations of an application whose Jackson is another than the library's, as with the one-file JAR. */
class ForeignAnnotationsTest {
    private final Json json = new Json();

    /** An application with a Jackson of its own: other classes of the same names. */
    private static final class Application extends ClassLoader {
        Application() {
            super(ForeignAnnotationsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("com.fasterxml.jackson.")
                    && !name.startsWith(ForeignAnnotationsTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (stream == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = stream.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static Object foreign(Class<?> type, Object... arguments) throws Exception {
        Class<?> loaded = new Application().loadClass(type.getName());
        assertThat(loaded).isNotSameAs(type);
        for (Constructor<?> constructor : loaded.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == arguments.length) {
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            }
        }
        throw new AssertionError("no constructor");
    }

    static final class User {
        public String name = "ada";

        @JsonIgnore
        public String ignored = "secret";

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password = "secret";
    }

    @JsonIgnoreProperties({"pin"})
    static final class Card {
        public String number = "1";
        public String pin = "secret";
    }

    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @JsonIgnore
    @interface Hidden {}

    static final class Bundled {
        public String name = "ada";

        @Hidden
        public String hidden = "secret";
    }

    static final class Money {
        private final long cents;

        @JsonCreator
        Money(@JsonProperty("cents") long cents) {
            this.cents = cents;
        }

        public long getCents() {
            return cents;
        }
    }

    enum Colour {
        @JsonProperty("r")
        RED
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    static final class Named {
        public Colour firstColour = Colour.RED;

        @JsonFormat(pattern = "dd.MM.yyyy")
        public LocalDate someDay = LocalDate.EPOCH;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Shape {}

    record Circle(int radius) implements Shape {}

    static final class Box {
        public Shape shape = new Circle(3);
    }

    @JsonDeserialize
    static final class Plain {
        public String name = "ada";
    }

    static final class OwnSerializer extends ToStringSerializer {
        private static final long serialVersionUID = 1L;
    }

    @JsonSerialize(using = OwnSerializer.class)
    static final class Special {
        public String name = "ada";
    }

    @Test
    void write_whatIsMarkedAsNotToBeWritten_isNot() throws Exception {
        assertThat(json.text(foreign(User.class))).isEqualTo("{\"name\":\"ada\"}");
        assertThat(json.text(foreign(Card.class))).isEqualTo("{\"number\":\"1\"}");
        assertThat(json.text(foreign(Bundled.class))).isEqualTo("{\"name\":\"ada\"}");
    }

    @Test
    void writeLossless_createdNamedAndTypedClasses_comeBack() throws Exception {
        for (Object value :
                new Object[] {foreign(Money.class, 7L), foreign(Named.class), foreign(Box.class), foreign(Plain.class)
                }) {
            assertThat(json.writeLossless(value, value.getClass())).isNotEmpty();
        }
        assertThat(json.text(foreign(Named.class))).isEqualTo("{\"first_colour\":\"r\",\"some_day\":\"01.01.1970\"}");
        assertThat(json.text(foreign(Box.class))).isEqualTo("{\"shape\":{\"kind\":\"circle\",\"radius\":3}}");
    }

    @Test
    void write_annotationThatNeedsTheOtherJackson_refusesItsClassByName() throws Exception {
        Object special = foreign(Special.class);

        assertThatThrownBy(() -> json.writeLossless(special, special.getClass()))
                .isInstanceOf(LossyException.class)
                .hasMessageContaining("@com.fasterxml.jackson.databind.annotation.JsonSerialize with "
                        + OwnSerializer.class.getName() + " is not supported");
    }

    @tools.jackson.databind.annotation.JsonSerialize
    static final class OfJackson3 {
        public String name = "ada";
    }

    @Test
    void problem_annotationOfJackson3_saysWhich() {
        assertThat(json.problem(OfJackson3.class)).hasValueSatisfying(problem -> assertThat(problem)
                .contains("tools.jackson.databind.annotation.JsonSerialize", "OfJackson3"));
        assertThatThrownBy(() -> json.writeLossless(new OfJackson3(), OfJackson3.class))
                .isInstanceOf(LossyException.class)
                .hasMessageContaining("JsonSerialize");
    }
}
