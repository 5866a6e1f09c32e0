package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.internal.cache.key.Arguments.Box;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Card;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Colour;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Customer;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Employee;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Failing;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Query;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Size;
import io.boosterbeacon.redis.internal.cache.key.Arguments.SortedQuery;
import java.io.File;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Unequal values never have equal encodings, equal ones always; what cannot be told apart is refused. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "UnnecessaryStringBuilder", "IdentityHashMapUsage"
}) // what others may pass
class KeyEncoderTest {
    private final KeyEncoder encoder = new KeyEncoder();

    /** No two of them are equal. */
    private static List<@Nullable Object> unequal() throws Exception {
        LocalDateTime time = LocalDateTime.of(2026, 10, 25, 2, 30);
        return Arrays.asList(
                null,
                Optional.empty(),
                Optional.of(""),
                "",
                "null",
                "a",
                "A",
                "\uD800",
                "\uD801",
                "?",
                'a',
                1,
                1L,
                (short) 1,
                (byte) 1,
                1.0,
                1.0f,
                "1",
                true,
                "true",
                0.0,
                -0.0,
                Double.NaN,
                Float.NaN,
                BigInteger.ONE,
                BigDecimal.ONE,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                OptionalInt.empty(),
                OptionalInt.of(0),
                OptionalLong.of(0),
                UUID.fromString("00000000-0000-0001-0000-000000000000"),
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                "00000000-0000-0000-0000-000000000001",
                URI.create("a"),
                URI.create("a?"),
                URI.create("a#"),
                URI.create("http://a:80/"),
                URI.create("http://a/"),
                URI.create("http://u@a/"),
                URI.create("http://A_B/"),
                URI.create("http://a_b/"),
                URI.create("mailto:a@b"),
                URI.create("mailto:A@b"),
                Locale.US,
                Locale.UK,
                Locale.ENGLISH,
                "en_US",
                Locale.forLanguageTag("th-TH-u-nu-thai"),
                Locale.forLanguageTag("th-TH"),
                Currency.getInstance("EUR"),
                String.class,
                Object.class,
                int.class,
                Integer.class,
                "java.lang.String",
                StandardCharsets.UTF_8,
                ZoneOffset.UTC,
                ZoneId.of("UTC"),
                ZoneId.of("Europe/Berlin"),
                time,
                time.atOffset(ZoneOffset.ofHours(1)),
                time.atOffset(ZoneOffset.ofHours(2)),
                OffsetDateTime.of(time.minusHours(1), ZoneOffset.ofHours(1)),
                time.atZone(ZoneId.of("Europe/Berlin")),
                ZonedDateTime.ofLocal(time, ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1)),
                time.atZone(ZoneId.of("Europe/Paris")),
                time.toLocalDate(),
                time.toLocalTime(),
                Instant.EPOCH,
                Instant.EPOCH.plusNanos(1),
                new Date(0),
                new java.sql.Date(0),
                new java.sql.Timestamp(0),
                HijrahDate.of(1441, 5, 6),
                JapaneseDate.of(2026, 1, 2),
                MinguoDate.of(115, 1, 2),
                ThaiBuddhistDate.of(2569, 1, 2),
                LocalDate.of(2026, 1, 2),
                Path.of("a"),
                Path.of("A"),
                Path.of("./a"),
                TimeZone.getTimeZone("UTC"),
                TimeZone.getTimeZone("Europe/Rome"),
                new QName("urn:a", "b"),
                new QName("urn:ab"),
                MathContext.DECIMAL32,
                MathContext.DECIMAL64,
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(-1),
                Duration.ofDays(1),
                Period.ofDays(1),
                Period.ofDays(7).plusMonths(1),
                BitSet.valueOf(new long[] {5}),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                // a second value of each type: its content counts, not its class only
                'b',
                false,
                (short) 2,
                (byte) 2,
                2f,
                BigInteger.TWO,
                OptionalInt.of(1),
                OptionalLong.empty(),
                OptionalLong.of(1),
                OptionalDouble.empty(),
                OptionalDouble.of(0.0),
                OptionalDouble.of(-0.0),
                Currency.getInstance("USD"),
                StandardCharsets.UTF_16,
                BitSet.valueOf(new long[] {4}),
                new Date(1),
                new java.sql.Date(1),
                new java.sql.Time(0),
                new java.sql.Time(1),
                java.sql.Timestamp.from(Instant.EPOCH.plusNanos(1)),
                new File("a"),
                new File("b"),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                InetAddress.getByAddress(new byte[16]),
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                time.plusNanos(1),
                time.toLocalDate().plusDays(1),
                time.toLocalTime().plusNanos(1),
                time.toLocalTime().atOffset(ZoneOffset.UTC),
                time.toLocalTime().atOffset(ZoneOffset.MAX),
                Year.of(2026),
                Year.of(-2026),
                YearMonth.of(2026, 1),
                YearMonth.of(2026, 11),
                MonthDay.of(1, 11),
                MonthDay.of(11, 1),
                Size.SMALL,
                Size.LARGE,
                Colour.SMALL,
                "SMALL",
                new Customer("7"),
                new Employee("7"),
                new Customer("8"),
                Map.of("id", "7"),
                "{\"id\":\"7\"}",
                new Box(null, Optional.empty()),
                new Box(null, Optional.of(Size.SMALL)),
                new Box(Optional.of(Size.SMALL), Optional.empty()),
                new Box(new Customer("7"), Optional.empty()),
                new Box(new Employee("7"), Optional.empty()),
                Query.of("a", true, 1),
                Query.of("a", false, 1),
                Query.of("a", true, 2),
                new SortedQuery("a", "up"),
                new SortedQuery("a", "down"),
                new Card("1111 2222"),
                new Card("3333 2222"),
                new Failing("one"),
                new Failing("other"),
                new byte[] {1, 2},
                new byte[] {1},
                new int[] {1, 2},
                new long[] {1, 2},
                new Integer[] {1, 2},
                new Customer[0],
                new Employee[0],
                new String[][] {{"a"}, {"b"}},
                new String[][] {{"a", "b"}},
                List.of(),
                Set.of(),
                Map.of(),
                List.of("a", "b"),
                List.of("b", "a"),
                List.of("ab"),
                List.of(List.of("a"), "b"),
                List.of("a", List.of("b")),
                List.of(1, 2),
                List.of(1L, 2L),
                Set.of("a", "b"),
                Set.of(Set.of("a"), "b"),
                Set.of(Set.of("a", "b")),
                Map.of("a", "b"),
                Map.of("b", "a"),
                Map.of("a", "b", "b", "a"),
                Map.of("a", Optional.of("b")),
                Map.entry("a", "b"),
                Collections.singleton(null),
                Collections.singletonMap(null, null),
                Collections.singletonMap("a", null));
    }

    @Test
    void encodings_ofUnequalValues_differ() throws Exception {
        Map<String, @Nullable Object> seen = new HashMap<>();
        for (@Nullable Object value : unequal()) {
            String encoding = encoded(value);
            assertThat(seen)
                    .as("%s %s", value, value == null ? "" : value.getClass())
                    .doesNotContainKey(encoding);
            seen.put(encoding, value);
        }
        for (@Nullable Object value : unequal()) {
            List<@Nullable Object> within = Collections.singletonList(value);
            assertThat(seen).doesNotContainKey(encoded(within));
            assertThat(encoded(within)).isEqualTo(encoded(new ArrayList<>(within)));
        }
    }

    private String encoded(@Nullable Object value) {
        return new String(encoder.encode(value), StandardCharsets.ISO_8859_1);
    }

    static Stream<List<Object>> equal() {
        return Stream.of(
                List.of(0x1.0p0, 1.0),
                List.of(Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L)),
                List.of(new BigDecimal("1.50"), BigDecimal.valueOf(150, 2)),
                List.of(
                        List.of(1, 2),
                        new ArrayList<>(List.of(1, 2)),
                        new LinkedList<>(List.of(1, 2)),
                        Arrays.asList(1, 2),
                        new CopyOnWriteArrayList<>(List.of(1, 2)),
                        Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))),
                        List.of(0, 1, 2).subList(1, 3),
                        new Ints(1, 2)),
                List.of(
                        Set.of(Size.SMALL, Size.LARGE),
                        EnumSet.allOf(Size.class),
                        new HashSet<>(List.of(Size.values())),
                        new LinkedHashSet<>(List.of(Size.LARGE, Size.SMALL)),
                        new TreeSet<>(List.of(Size.values())),
                        Map.of(Size.SMALL, 1, Size.LARGE, 2).keySet()),
                List.of(
                        Map.of("a", 1, "b", 2),
                        new TreeMap<>(Map.of("a", 1, "b", 2)),
                        new LinkedHashMap<>(Map.of("b", 2, "a", 1)),
                        new HashMap<>(Map.of("a", 1, "b", 2))),
                List.of(
                        Map.entry("a", 1),
                        new HashMap<>(Map.of("a", 1)).entrySet().iterator().next()),
                List.of(
                        URI.create("HTTP://Example.COM/%c3%A4?q=%aa#%bb"),
                        URI.create("http://example.com/%C3%a4?q=%AA#%BB")),
                List.of(URI.create("MAILTO:a%aa"), URI.create("mailto:a%AA")),
                List.of(Locale.US, Locale.forLanguageTag("en-US"), new Locale("EN", "us")),
                List.of(Query.of("a", true, 1), Query.of("a", true, 1)),
                List.of(new SortedQuery("a", "up"), new SortedQuery("a", "up")),
                List.of(Path.of("a", "b"), Path.of("a/b")),
                List.of(TimeZone.getTimeZone("Europe/Rome"), TimeZone.getTimeZone(ZoneId.of("Europe/Rome"))),
                List.of(new QName("urn:a", "b", "x"), new QName("urn:a", "b")),
                List.of(JapaneseDate.of(2026, 1, 2), JapaneseDate.from(LocalDate.of(2026, 1, 2))),
                List.of(List.of("a"), filled("a")),
                List.of(Map.of("a", 1), Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1)))),
                List.of(Set.of("a"), Collections.synchronizedSet(new HashSet<>(Set.of("a"))), ofConcurrent("a")),
                List.of(
                        new Box(List.of(new Customer("7")), Optional.empty()),
                        new Box(new ArrayList<>(List.of(new Customer("7"))), Optional.empty())));
    }

    /** By an anonymous class. */
    @SuppressWarnings({"serial", "DoubleBraceInitialization"})
    private static List<String> filled(String element) {
        return new ArrayList<>() {
            {
                add(element);
            }
        };
    }

    private static Set<String> ofConcurrent(String element) {
        Set<String> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
        set.add(element);
        return set;
    }

    @ParameterizedTest
    @MethodSource
    void equal(List<Object> values) {
        assertThat(values).allSatisfy(value -> {
            assertThat(value).isEqualTo(values.get(0));
            assertThat(encoder.encode(value)).isEqualTo(encoder.encode(values.get(0)));
        });
    }

    @Test
    void arrays_ofEqualContent_haveEqualEncodings() {
        assertThat(encoder.encode(new byte[] {1, 2})).isEqualTo(encoder.encode(new byte[] {1, 2}));
        assertThat(encoder.encode(new Object[] {1, new int[] {2}}))
                .isEqualTo(encoder.encode(new Object[] {1, new int[] {2}}));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> refused() throws Exception {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        Object[] array = new Object[1];
        array[0] = Collections.singletonList(array);
        Supplier<String> lambda = () -> "";
        Object proxy = Proxy.newProxyInstance(
                KeyEncoderTest.class.getClassLoader(), new Class<?>[] {Runnable.class}, (self, method, args) -> "");
        return Stream.of(
                arguments(new Object(), "java.lang.Object"),
                arguments(new CustomerId("7"), "CustomerId.value is hidden"),
                arguments(new SecretHeir("7"), "CustomerBase.value is hidden"),
                arguments(new Equal("7"), "Equal.value is hidden"),
                arguments(new Memo("7"), "Memo.hash is hidden"),
                arguments(List.of(new CustomerId("7")), "CustomerId"),
                arguments(Map.of(new CustomerId("7"), 1), "CustomerId"),
                arguments(Set.of(new CustomerId("7")), "CustomerId"),
                arguments(Optional.of(new CustomerId("7")), "CustomerId"),
                arguments(new Box(new CustomerId("7"), Optional.empty()), "CustomerId"),
                arguments(new CustomerId[] {new CustomerId("7")}, "CustomerId"),
                arguments(lambda, "generated"),
                arguments(proxy, "generated"),
                arguments(proxy.getClass(), "generated"),
                arguments(List.of(lambda.getClass()), "generated"),
                arguments(List.of("a").iterator(), "read once"),
                arguments(Stream.of("a"), "read once"),
                arguments(new AtomicInteger(1), "AtomicInteger"),
                arguments(Pattern.compile("a"), "Pattern"),
                arguments(new StringBuilder("a"), "StringBuilder"),
                arguments(new URL("http://a/"), "java.net.URL"),
                arguments(Clock.systemUTC(), "Clock"),
                arguments(new IllegalStateException("s3cret"), "IllegalStateException"),
                arguments(new ArrayDeque<>(List.of(1)), "List or a Set"),
                arguments(Map.of("a", 1).values(), "List or a Set"),
                arguments(new IdentityHashMap<>(Map.of("a", 1)), "IdentityHashMap"),
                arguments(new Tagged("a"), "a field beside its elements: Tagged.tag"),
                arguments(new TaggedEntry("a"), "a field beside its elements: TaggedEntry.tag"),
                arguments(new Tenants("a"), "a field beside its elements: Tenants.tenant"),
                arguments(new Own(), "not equal to a plain collection"),
                arguments(identities(), "not equal to a plain collection"),
                arguments(Set.of(identities()), "not equal to a plain collection"),
                arguments(Collections.unmodifiableSet(identities()), "not equal to a plain collection"),
                arguments(identityMap().keySet(), "not equal to a plain collection"),
                arguments(identityMap().entrySet(), "not equal to a plain collection"),
                arguments(identityMap().entrySet().iterator().next(), "not equal to a plain collection"),
                arguments(Collections.unmodifiableMap(identityMap()), "not equal to a plain collection"),
                arguments(neverEqual(), "not equal to a plain collection"),
                arguments(new Properties(defaults()), "defaults beside its elements"),
                arguments(new Endless(), "too large"),
                arguments(new Itself(), "contains itself"),
                arguments(new KeyEncoderTest().new Inner(), "inner, local or anonymous class"),
                arguments(around("s3cret"), "inner, local or anonymous class"),
                arguments(new GregorianCalendar(), "GregorianCalendar"),
                arguments(new SimpleTimeZone(1, "UTC"), "its name does not tell all of it"),
                arguments(new Broken(), "reading it failed with java.lang.IllegalStateException"),
                arguments(itself, "contains itself"),
                arguments(array, "contains itself"),
                arguments(new Node(), "contains itself"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refused(Object value, String reason) {
        assertThatThrownBy(() -> encoder.encode(value))
                .isInstanceOf(UnidentifiableException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("cannot be part of a key")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void valueWithoutBounds_isRefused() {
        Object deep = "";
        List<Object> wide = List.of();
        for (int i = 0; i < 60; i++) {
            deep = List.of(List.of(deep));
            wide = List.of(wide, wide);
        }
        List<Object> tooDeep = List.of(deep);
        List<Object> tooWide = wide;

        assertThatThrownBy(() -> encoder.encode(tooDeep)).hasMessageContaining("nested more than");
        assertThatThrownBy(() -> encoder.encode(tooWide)).hasMessageContaining("too large");
    }

    static final class CustomerId {
        private final String value;

        CustomerId(String value) {
            this.value = value;
        }

        String hidden() {
            return value;
        }
    }

    static class CustomerBase {
        private final String value;

        CustomerBase(String value) {
            this.value = value;
        }

        String hidden() {
            return value;
        }
    }

    static class SecretHeir extends CustomerBase {
        private final String name;

        SecretHeir(String name) {
            super(name);
            this.name = name;
        }

        public String getName() {
            return name;
        }
    }

    static final class Equal {
        private final String value;

        Equal(String value) {
            this.value = value;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Equal equal && equal.value.equals(value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }
    }

    static final class Memo {
        private final String value;
        private transient int hash;

        Memo(String value) {
            this.value = value;
        }

        public String getValue() {
            return value;
        }

        @Override
        public int hashCode() {
            hash = value.hashCode();
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Memo memo && memo.value.equals(value);
        }
    }

    static final class Node {
        private final Node next = this;

        public Node getNext() {
            return next;
        }
    }

    /** A list as the interface demands it. */
    static final class Ints extends java.util.AbstractList<Integer> {
        private final int[] values;

        Ints(int... values) {
            this.values = values;
        }

        @Override
        public Integer get(int index) {
            return values[index];
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    private static IdentityHashMap<String, Integer> identityMap() {
        return new IdentityHashMap<>(Map.of("a", 1));
    }

    private static Set<String> identities() {
        Set<String> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.add("a");
        return identities;
    }

    @SuppressWarnings("UnusedVariable") // the order of a mistaken comparator
    private static SortedSet<String> neverEqual() {
        SortedSet<String> set = new TreeSet<>((one, other) -> 1);
        set.add("a");
        return set;
    }

    private static Properties defaults() {
        Properties defaults = new Properties();
        defaults.setProperty("name", "value");
        return defaults;
    }

    private static Object around(String text) {
        return new Object() {
            @Override
            public String toString() {
                return text;
            }
        };
    }

    @SuppressWarnings("ClassCanBeStatic") // that is what it is about
    final class Inner {
        Class<?> outer() {
            return KeyEncoderTest.this.getClass();
        }
    }

    /** More than its elements, though its {@code equals} does not say so. */
    @SuppressWarnings("serial")
    static final class Tenants extends java.util.HashMap<String, String> {
        private final String tenant;

        Tenants(String tenant) {
            this.tenant = tenant;
        }

        String tenant() {
            return tenant;
        }
    }

    /** Equal to its own kind only. */
    static final class Own extends java.util.AbstractList<String> {
        @Override
        public String get(int index) {
            return "a";
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Own;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static final class Endless extends java.util.AbstractList<Integer> {
        @Override
        public Integer get(int index) {
            return index;
        }

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String toString() {
            return "0, 1, …";
        }
    }

    static final class Itself extends java.util.AbstractSet<Object> {
        @Override
        public java.util.Iterator<Object> iterator() {
            return List.<Object>of(this).iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** A list that is more than its elements. */
    @SuppressWarnings("serial")
    static final class Tagged extends ArrayList<String> {
        private final String tag;

        Tagged(String tag) {
            this.tag = tag;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Tagged tagged && tagged.tag.equals(tag) && super.equals(other);
        }

        @Override
        public int hashCode() {
            return tag.hashCode();
        }
    }

    @SuppressWarnings("serial")
    static final class TaggedEntry extends java.util.AbstractMap.SimpleEntry<String, String> {
        private final String tag;

        TaggedEntry(String tag) {
            super("key", "value");
            this.tag = tag;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof TaggedEntry tagged && tagged.tag.equals(tag);
        }

        @Override
        public int hashCode() {
            return tag.hashCode();
        }
    }

    static final class Broken extends java.util.AbstractList<String> {
        @Override
        public String get(int index) {
            throw new IllegalStateException("s3cret");
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
