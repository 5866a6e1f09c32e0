package io.boosterbeacon.redis.internal.codec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.testing.CompiledClasses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions of an application, of which each has classes of its own with the same names. */
class TypeShapeTest {
    private static final String FIRST =
            """
            package shop;
            public record Profile(String name, java.util.List<Address> addresses) {
                public record Address(String city, Kind kind) {}
                public enum Kind { HOME, WORK }
                public Profile { addresses = java.util.List.copyOf(addresses); }
                public static Profile example() { return new Profile("Ada", java.util.List.of(new Address("London", Kind.HOME))); }
            }
            """;

    private static Class<?> profile(String source) throws Exception {
        return CompiledClasses.of("shop.Profile", source).loadClass("shop.Profile");
    }

    private static Object example(Class<?> profile) throws Exception {
        return requireNonNull(profile.getMethod("example").invoke(null));
    }

    private static Envelope envelope(Class<?> profile) {
        return new Envelope(new Json(), profile, EnvelopeOptions.PLAIN);
    }

    @Test
    void sameSource_compiledTwice_hasTheSameShape() throws Exception {
        Class<?> one = profile(FIRST);
        Class<?> another = profile(FIRST);

        assertThat(TypeShape.of(one)).isEqualTo(TypeShape.of(another));
        byte[] sealed = envelope(one).seal(example(one), "c", "k");
        assertThat(requireNonNull(envelope(another).open(sealed, "c", "k")).toString())
                .isEqualTo(example(one).toString());
    }

    static List<List<String>> changes() {
        return List.of(
                List.of(
                        "String city, Kind kind",
                        "String city, Kind kind, String zip",
                        "Kind.HOME)",
                        "Kind.HOME, \"\")"),
                List.of("String city", "Object city"),
                List.of("String city", "@com.fasterxml.jackson.annotation.JsonProperty(\"town\") String city"),
                List.of("HOME, WORK", "HOME, WORK, OTHER"),
                List.of("public record Address", "@jakarta.json.bind.annotation.JsonbNillable public record Address"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changedType_anywhereWithin_isNotReadByTheOtherVersion(List<String> change) throws Exception {
        String source = FIRST;
        for (int i = 0; i < change.size(); i += 2) {
            assertThat(source).contains(change.get(i));
            source = source.replace(change.get(i), change.get(i + 1));
        }
        Class<?> first = profile(FIRST);
        Class<?> second = profile(source);
        byte[] old = envelope(first).seal(example(first), "c", "k");

        assertThatThrownBy(() -> envelope(second).open(old, "c", "k"))
                .isInstanceOf(UnbindableException.class)
                .hasMessageContaining("another version of the type");
    }

    /** Methods, constants and nested classes that no field refers to. */
    @Test
    void changedBehaviour_isReadByTheOtherVersion() throws Exception {
        Class<?> first = profile(FIRST);
        Class<?> second = profile(FIRST.replace(
                "public static Profile",
                "static int count; record Unused() {} String upper() { return name; } public static Profile"));

        assertThat(TypeShape.of(second)).isEqualTo(TypeShape.of(first));
    }

    /** A class may refer to itself, and its annotations to other classes. */
    @Test
    void subtypesInAnnotations_arePartOfTheShape() throws Exception {
        String source =
                """
                package shop;
                @com.fasterxml.jackson.annotation.JsonSubTypes(@com.fasterxml.jackson.annotation.JsonSubTypes.Type(Profile.Person.class))
                public abstract class Profile {
                    Profile parent;
                    java.util.Map<String, Profile[]> others;
                    public static class Person extends Profile { int age; }
                }
                """;

        assertThat(TypeShape.of(profile(source)))
                .contains("shop.Profile$Person", "age int")
                .isNotEqualTo(TypeShape.of(profile(source.replace("int age", "long age"))));
    }

    @Test
    void jdkTypes_areNamedOnly() {
        assertThat(TypeShape.of(String.class)).isEqualTo("java.lang.String{}");
    }
}
