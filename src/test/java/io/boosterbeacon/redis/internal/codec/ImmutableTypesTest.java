package io.boosterbeacon.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only values that nobody can modify are shared. */
class ImmutableTypesTest {
    record Price(BigDecimal amount, String currency) {}

    record Offer(UUID id, Price price, Optional<Instant> until, DayOfWeek day, int count) {}

    record Pair<A, B>(A first, B second) {}

    record Nested<A>(Pair<A, A> pair) {}

    record Chain(String name, @Nullable Chain next) {}

    record Tags(List<String> names) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] content) {}

    record Raw(Pair<String, Date> pair) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    sealed interface Open permits Box {}

    static non-sealed class Box implements Open {
        int size;
    }

    static class Bean {
        final String name = "";
    }

    abstract static class Immutable {
        abstract String text();

        abstract int number();

        abstract Boolean flag();

        abstract ZonedDateTime time();

        abstract OptionalInt optional();

        abstract DayOfWeek constant();

        abstract Offer offer();

        abstract Optional<Price> optionalRecord();

        abstract Pair<String, Price> pair();

        abstract Nested<UUID> nested();

        abstract Chain chain();

        abstract Shape shape();
    }

    abstract static class Modifiable {
        abstract List<String> list();

        abstract Map<String, Integer> map();

        abstract byte[] array();

        abstract Date date();

        abstract StringBuilder builder();

        abstract Tags tags();

        abstract Bytes bytes();

        abstract Pair<String, List<String>> pair();

        abstract Nested<Date> nested();

        abstract Raw raw();

        abstract Bean bean();

        abstract Open open();

        abstract Number number();

        abstract CharSequence text();
    }

    static List<Method> immutable() {
        return Arrays.asList(Immutable.class.getDeclaredMethods());
    }

    static List<Method> modifiable() {
        return Arrays.asList(Modifiable.class.getDeclaredMethods());
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void type_ofImmutableParts_isImmutable(Method method) {
        assertThat(ImmutableTypes.contains(method.getGenericReturnType())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("modifiable")
    void type_thatMayBeModified_isNot(Method method) {
        assertThat(ImmutableTypes.contains(method.getGenericReturnType())).isFalse();
    }
}
