package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyPathTest {
    interface Owned<T> {
        T owner();
    }

    record Person(@Nullable String name) {}

    private record Document(Person owner, boolean open) implements Owned<Person> {}

    abstract static class Ancestor {
        public String legacy() {
            return "inherited";
        }
    }

    /** For which the compiler makes a bridge to what it inherits, and nothing else. */
    public static class Heir extends Ancestor {}

    public static class Bean {
        public Person getPerson() {
            return new Person("Ada");
        }

        public boolean isActive() {
            return true;
        }

        public String getBroken() {
            throw new IllegalStateException("broken");
        }

        public String getChecked() throws Exception {
            throw new Exception("checked");
        }

        public static String getStatic() {
            return "static";
        }

        public void getNothing() {}

        public String getWith(String argument) {
            return argument;
        }

        String getHidden() {
            return "hidden";
        }
    }

    private static Optional<PropertyPath> path(Class<?> root, String... names) {
        return PropertyPath.of(root, List.of(names));
    }

    private static @Nullable Object read(Object root, String... names) {
        return path(root.getClass(), names).orElseThrow().read(root);
    }

    @Test
    void read_noNames_isTheObjectItself() {
        assertThat(read("text")).isEqualTo("text");
    }

    @Test
    void read_recordsAndGetters_followsThem() {
        assertThat(read(new Person("Ada"), "name")).isEqualTo("Ada");
        assertThat(read(new Document(new Person("Ada"), true), "open")).isEqualTo(true);
        assertThat(read(new Bean(), "person", "name")).isEqualTo("Ada");
        assertThat(read(new Bean(), "active")).isEqualTo(true);
        assertThat(path(List.class, "empty").orElseThrow().read(List.of(1, 2))).isEqualTo(false);
        assertThat(read(new Heir(), "legacy")).isEqualTo("inherited");
    }

    @Test
    void read_componentThatImplementsAGenericMethod_hasItsOwnType() {
        assertThat(read(new Document(new Person("Ada"), true), "owner", "name")).isEqualTo("Ada");
    }

    @Test
    void read_nullOnTheWay_isNull() {
        assertThat(path(Person.class, "name").orElseThrow().read(null)).isNull();
        assertThat(read(new Person(null), "name", "bytes")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "static", "nothing", "with", "hidden", "person "})
    void of_whatIsNoPublicProperty_isEmpty(String name) {
        assertThat(path(Bean.class, name)).isEmpty();
        assertThat(path(Bean.class, "person", name)).isEmpty();
    }

    @Test
    void read_getterThatThrows_isNamedWithoutWhatItSaid() {
        assertThatThrownBy(() -> read(new Bean(), "broken"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot read " + Bean.class.getName()
                        + ".getBroken() for a key: it threw java.lang.IllegalStateException")
                .hasNoCause();
        assertThatThrownBy(() -> read(new Bean(), "checked"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("getChecked")
                .hasNoCause();
    }
}
