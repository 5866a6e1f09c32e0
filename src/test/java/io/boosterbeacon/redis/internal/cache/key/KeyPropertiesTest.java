package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.key.Arguments.Box;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Customer;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Employee;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Query;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Size;
import io.boosterbeacon.redis.internal.cache.key.Arguments.SortedQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** For generated arguments: {@code equals} if and only if the same encoding. */
class KeyPropertiesTest {
    private final KeyEncoder encoder = new KeyEncoder();

    /** Few values of many types, so that equal ones meet. */
    private static Arbitrary<Object> scalars() {
        Arbitrary<Integer> small = Arbitraries.integers().between(-1, 2);
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("a1\"{:\uD800").ofMaxLength(2);
        return Arbitraries.<Object>oneOf(List.of(
                small,
                small.map(Integer::longValue),
                small.map(Integer::shortValue),
                small.map(Integer::byteValue),
                small.map(Integer::doubleValue),
                small.map(Integer::floatValue),
                small.map(number -> new BigDecimal(number).setScale(Math.abs(number))),
                Arbitraries.of(0.0, -0.0, Double.NaN, Double.MIN_VALUE),
                Arbitraries.of(true, false),
                texts,
                texts.map(Customer::new),
                texts.map(Employee::new),
                Combinators.combine(texts, small).as((text, page) -> Query.of(text, page > 0, page)),
                Combinators.combine(texts, texts).as(SortedQuery::new),
                Arbitraries.of(Size.values()),
                small.map(number -> new UUID(number, -number)),
                small.map(Instant::ofEpochSecond),
                small.map(Duration::ofNanos),
                small.flatMap(number -> Arbitraries.of("UTC", "Z", "Europe/Rome")
                        .map(zone -> Instant.ofEpochSecond(number).atZone(ZoneId.of(zone)))),
                Arbitraries.of(String.class, Size.class, int.class)));
    }

    private static Arbitrary<Object> values(int depth) {
        if (depth == 0) {
            return scalars();
        }
        Arbitrary<Object> within = values(depth - 1);
        return Arbitraries.<Object>oneOf(List.of(
                scalars(),
                within.list().ofMaxSize(2),
                within.set().ofMaxSize(2),
                Arbitraries.maps(within, within).ofMaxSize(2),
                within.map(Optional::of),
                within.map(content -> new Box(content, Optional.empty())),
                within.map(content -> Map.entry(content, content))));
    }

    @Provide
    Arbitrary<Object> anything() {
        return values(2);
    }

    @Property(tries = 1_500)
    void twoValues_areEqual_ifAndOnlyIfTheirEncodingsAre(
            @ForAll("anything") Object one, @ForAll("anything") Object other) {
        assertSame(one, other);
    }

    @Provide
    Arbitrary<Object> simple() {
        return scalars();
    }

    @Property(tries = 1_500)
    void twoScalars_areEqual_ifAndOnlyIfTheirEncodingsAre(
            @ForAll("simple") Object one, @ForAll("simple") Object other) {
        assertSame(one, other);
        assertSame(List.of(one, other), List.of(other, one));
        assertSame(Map.entry(one, other), Map.entry(other, one));
    }

    private void assertSame(Object one, Object other) {
        boolean sameKey = java.util.Arrays.equals(encoder.encode(one), encoder.encode(other));
        assertThat(sameKey).as("%s and %s", one, other).isEqualTo(one.equals(other));
    }

    @Property
    void copy_inAnotherCollectionAndAnotherOrder_hasTheSameEncoding(
            @ForAll("anything") Object value, @ForAll long seed) {
        Object copy = copy(value, new Random(seed));
        assertThat(copy).isEqualTo(value);
        assertThat(encoder.encode(copy)).isEqualTo(encoder.encode(value));
    }

    private static Object copy(Object value, Random random) {
        if (value instanceof List<?> list) {
            return list.stream().map(element -> copy(element, random)).toList();
        }
        if (value instanceof Set<?> set) {
            List<Object> elements = new ArrayList<>();
            set.forEach(element -> elements.add(copy(element, random)));
            Collections.shuffle(elements, random);
            return new LinkedHashSet<>(elements);
        }
        if (value instanceof Map<?, ?> map) {
            List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            Collections.shuffle(entries, random);
            Map<Object, Object> copy = new LinkedHashMap<>();
            entries.forEach(entry -> copy.put(copy(entry.getKey(), random), copy(entry.getValue(), random)));
            return copy.keySet().stream().allMatch(String.class::isInstance) ? new TreeMap<>(copy) : copy;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(content -> copy(content, random));
        }
        return value instanceof String text ? new String(text.toCharArray()) : value;
    }
}
