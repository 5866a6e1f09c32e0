package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.DayOfWeek;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that are kept are those that would be computed. */
class RecentEntriesTest {
    private final AtomicInteger computed = new AtomicInteger();

    private RecentEntries of(int... indexes) {
        return new RecentEntries(indexes, arguments -> {
            computed.incrementAndGet();
            StringBuilder key = new StringBuilder();
            for (int index : indexes) {
                Object argument = arguments[index];
                key.append(argument == null ? "" : argument.getClass()).append(argument);
            }
            return new CacheEntry.Cached("cache", key.toString());
        });
    }

    static Stream<Object> kept() {
        return Stream.of("text", 1, 1L, (short) 1, (byte) 1, '1', true, DayOfWeek.MONDAY, new UUID(1, 2));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void call_withTheSameValue_isComputedOnce(Object value) {
        RecentEntries entries = of(0);

        CacheEntry.Cached first = entries.of(new Object[] {value});

        assertThat(entries.of(new Object[] {value})).isSameAs(first);
        assertThat(computed).hasValue(1);
    }

    static Stream<Object> notKept() {
        return Stream.of("x".repeat(65), 1.0, List.of("a"), new Object());
    }

    @ParameterizedTest
    @MethodSource("notKept")
    void call_withAnyOtherValue_isComputedEachTime(Object value) {
        RecentEntries entries = of(0);

        assertThat(entries.of(new Object[] {value})).isEqualTo(entries.of(new Object[] {value}));
        assertThat(computed).hasValue(2);
    }

    @Test
    void calls_withEqualHashes_areDistinguished() {
        RecentEntries entries = of(0);

        // 1, 1L, (short) 1 and "\u0001" have the same hash, and so have "Aa" and "BB"
        for (int round = 0; round < 2; round++) {
            for (Object value : List.of(1, 1L, (short) 1, "\u0001", "Aa", "BB")) {
                assertThat(entries.of(new Object[] {value}).key()).isEqualTo(value.getClass() + "" + value);
            }
        }
    }

    @Test
    void arguments_thatAreNotPartOfTheKey_areIgnored() {
        RecentEntries entries = of(1);

        CacheEntry.Cached first = entries.of(new Object[] {new Object(), "a"});

        assertThat(entries.of(new Object[] {new Object(), "a"})).isSameAs(first);
        assertThat(entries.of(new Object[] {new Object(), null})).isNotEqualTo(first);
        assertThat(entries.of(new Object[] {new Object(), null}).key()).isEqualTo("null");
    }

    @Test
    void call_withoutArguments_isComputedOnce() {
        RecentEntries entries = of();

        assertThat(entries.of(new Object[0])).isSameAs(entries.of(new Object[0]));
        assertThat(computed).hasValue(1);
    }

    @Test
    void manyCalls_eachGetTheirOwn() {
        RecentEntries entries = of(0, 1);

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                String key = entries.of(new Object[] {i, "k" + i}).key();
                assertThat(key).isEqualTo(Integer.class + "" + i + String.class + "k" + i);
            }
        }
    }
}
