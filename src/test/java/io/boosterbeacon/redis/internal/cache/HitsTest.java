package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a method returns: a hit is what the miss was, or there is no hit. */
@SuppressWarnings({"ArrayRecordComponent", "JavaUtilDate", "UnusedVariable"}) // whatever applications have
class HitsTest {
    private final CacheRig node = new CacheRig(new EmbeddedStore(InstantSource.system()), Values.class);
    private final String id = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        node.close();
    }

    @SuppressWarnings("UnusedMethod")
    interface Values {
        @Cached
        ZonedDateTime zoned(String id);

        @Cached
        OffsetDateTime offset(String id);

        @Cached
        OffsetTime offsetTime(String id);

        @Cached
        Times times(String id);

        @Cached
        Map<String, Integer> ranking(String id);

        @Cached
        SortedMap<String, Integer> sorted(String id);

        @Cached
        Map<Currency, BigDecimal> rates(String id);

        @Cached
        Map<TimeUnit, List<Locale>> units(String id);

        @Cached
        Map<Id, String> byId(String id);

        @Cached
        Set<String> set(String id);

        @Cached
        Collection<String> collection(String id);

        @Cached
        Deque<String> deque(String id);

        @Cached
        List<Number> numbers(String id);

        @Cached
        Number number(String id);

        @Cached
        Serializable serializable(String id);

        @Cached
        Date date(String id);

        @Cached
        GregorianCalendar calendar(String id);

        @Cached
        Photo photo(String id);

        @Cached
        byte[][] bytes(String id);

        @Cached
        Person person(String id);

        @Cached
        List<Person> people(String id);

        @Cached
        List<? extends Person> somePeople(String id);

        @Cached
        Page page(String id);

        @Cached
        List<String> texts(String id);

        @Cached
        Sealed sealedState(String id);

        @Cached
        HalfOpen halfOpen(String id);

        @Cached
        Account account(String id);

        @Cached
        User user(String id);

        @Cached
        Member member(String id);

        @Cached
        Node cyclic(String id);

        @Cached
        Shape shape(String id);

        @Cached
        List<Shape> shapes(String id);

        @Cached
        Event event(String id);

        @Cached
        Bag bag(String id);

        @Cached
        List<Optional<String>> optionals(String id);

        @Cached
        OptionalInt optionalInt(String id);

        @Cached
        Optional<Double> maybe(String id);

        @Cached
        double[] doubles(String id);

        @Cached
        Float single(String id);

        @Cached
        String text(String id);

        @Cached
        Measured measured(String id);

        @Cached
        Map.Entry<String, Integer> pair(String id);

        @Cached
        URI uri(String id);

        @Cached
        Properties properties(String id);

        @Cached
        ByteBuffer buffer(String id);
    }

    record Times(Instant at, Duration lasts, Period every, YearMonth month, LocalDate day, ZoneId zone) {}

    record Id(int number) {}

    record Photo(String name, byte[] data) {}

    static class Person {
        public String name = "";

        Person named(String to) {
            name = to;
            return this;
        }
    }

    static class Employee extends Person {
        public int salary = 7;
    }

    /** No more than its parent has. */
    static class Guest extends Person {}

    static class Page extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
        public int total;
    }

    static final class Sealed {
        @SuppressWarnings("unused")
        private final String secret;

        Sealed() {
            this("");
        }

        Sealed(String secret) {
            this.secret = secret;
        }
    }

    /** Shows a part of its state. */
    static class HalfOpen {
        public String name = "a";

        @SuppressWarnings("unused")
        private int balance;

        HalfOpen with(int amount) {
            balance = amount;
            return this;
        }
    }

    /** An entity: its id makes it equal. */
    static class Account {
        public int id = 1;

        @JsonIgnore
        public String secret = "";

        Account with(String text) {
            secret = text;
            return this;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Account account && account.id == id;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    static class User {
        public String name = "classified";

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password = "";

        User with(String text) {
            password = text;
            return this;
        }
    }

    static class Member {
        public String name = "classified";

        @JsonbTransient
        public String password = "";

        Member with(String text) {
            password = text;
            return this;
        }
    }

    static class Adapted {
        @JsonbTypeAdapter(NoAdapter.class)
        public String name = "classified";
    }

    abstract static class NoAdapter implements jakarta.json.bind.adapter.JsonbAdapter<String, Integer> {}

    static class Node {
        public @Nullable Node next;

        Node itself() {
            next = this;
            return this;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    sealed interface Event {}

    record Created(String by) implements Event {}

    static class Bag {
        public Object content = "";

        Bag of(Object value) {
            content = value;
            return this;
        }
    }

    /** What it has worked out is no state. */
    static class Measured {
        public String text = "abc";
        private transient int length;

        int length() {
            length = text.length();
            return length;
        }
    }

    private static <K, V> Map<K, V> map(Map<K, V> into, K key, V value, K other, V otherValue) {
        into.put(key, value);
        into.put(other, otherValue);
        return into;
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.put(key, value);
        return properties;
    }

    private static Measured measured() {
        Measured measured = new Measured();
        assertThat(measured.length()).isEqualTo(3);
        return measured;
    }

    private static Page page(int total) {
        Page page = new Page();
        page.add("a");
        page.total = total;
        return page;
    }

    static Stream<Arguments> kept() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        return Stream.of(
                arguments("zoned", ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 5, berlin)),
                arguments(
                        "zoned",
                        ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, berlin).withLaterOffsetAtOverlap()),
                arguments("zoned", ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC"))),
                arguments("zoned", ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHours(-3))),
                arguments("offset", OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 1, ZoneOffset.ofHours(5))),
                arguments("offset", OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)),
                arguments("offsetTime", OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHours(1))),
                arguments(
                        "times",
                        new Times(
                                Instant.ofEpochSecond(5, 7),
                                Duration.ofNanos(1_500_000_001),
                                Period.ofDays(3),
                                YearMonth.of(2026, 2),
                                LocalDate.EPOCH,
                                berlin)),
                arguments("ranking", map(new LinkedHashMap<>(), "zoe", 2, "ada", 1)),
                arguments("ranking", new TreeMap<>(Map.of("a", 1, "b", 2))),
                arguments("ranking", Map.of("b", 1, "a", 2, "c", 3, "z", 4)),
                arguments("ranking", map(new HashMap<>(), "b", 1, "a", 2)),
                arguments("sorted", new TreeMap<>(Map.of("a", 1, "b", 2))),
                arguments(
                        "rates",
                        map(
                                new LinkedHashMap<>(),
                                Currency.getInstance("USD"),
                                new BigDecimal("1.10"),
                                Currency.getInstance("EUR"),
                                new BigDecimal("1E+3"))),
                arguments("units", new EnumMap<>(Map.of(TimeUnit.DAYS, List.of(Locale.CANADA_FRENCH)))),
                arguments("set", new LinkedHashSet<>(List.of("z", "a", "m", "b"))),
                arguments("set", Set.of("z", "a", "m", "b")),
                arguments("collection", List.of("b", "a")),
                arguments(
                        "collection", map(new LinkedHashMap<>(), 1, "b", 2, "a").values()),
                arguments("deque", new ArrayDeque<>(List.of("b", "a"))),
                arguments("numbers", List.of(1, 5_000_000_000L, 1.5)),
                arguments("number", 5),
                arguments("serializable", "a"),
                arguments("date", new Date(1_234_567_890_123L)),
                arguments("photo", new Photo("a", new byte[] {1, 2, 3})),
                arguments("bytes", (Object) new byte[][] {{1}, {}}),
                arguments("person", new Person().named("ada")),
                arguments("people", List.of(new Person().named("ada"), new Person())),
                arguments("somePeople", List.of(new Person().named("ada"))),
                arguments("texts", List.of("a")),
                arguments("texts", Stream.of("a").toList()),
                arguments("shape", new Circle(1)),
                arguments("shapes", List.of(new Circle(1), new Square(2))),
                arguments("halfOpen", new HalfOpen()),
                arguments("user", new User()),
                arguments("member", new Member()),
                arguments("bag", new Bag().of("text")),
                arguments("optionals", List.of(Optional.of("a"), Optional.empty())),
                arguments("optionalInt", OptionalInt.of(5)),
                arguments("maybe", Optional.of(Double.NaN)),
                arguments("doubles", new double[] {-0.0, Double.NaN, Double.MIN_VALUE, 1e300}),
                arguments("single", 0.1f),
                arguments("text", "\u0000\"é\uD83D\uDE00"),
                arguments("measured", measured()),
                arguments("pair", Map.entry("a", 1)),
                arguments("uri", URI.create("http://a/b?c=%20")),
                arguments("properties", properties("a", "b")),
                arguments("buffer", ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kept")
    void read_valueThatJsonGivesBack_isAHitThatEqualsTheMiss(String method, Object value) throws Exception {
        assertThat(node.read(method, () -> value, id)).isSameAs(value);

        Object hit = node.read(
                method,
                () -> {
                    throw new AssertionError("no hit");
                },
                id);
        if (!value.equals(hit)) {
            assertThat(hit)
                    .usingRecursiveComparison(RecursiveComparisonConfiguration.builder()
                            .withIgnoredFields("length")
                            .withComparatorForType(Double::compare, Double.class)
                            .build())
                    .isEqualTo(value);
        }
        if (value instanceof Map<?, ?> map) {
            assertThat(((Map<?, ?>) Objects.requireNonNull(hit)).keySet().toString())
                    .isEqualTo(map.keySet().toString());
        }
        if (value instanceof Set<?>) {
            assertThat(Objects.requireNonNull(hit)).hasToString(value.toString());
        }
    }

    static Stream<Arguments> lost() {
        TreeMap<String, Integer> descending = new TreeMap<>(Comparator.reverseOrder());
        descending.putAll(Map.of("a", 1, "b", 2));
        Timestamp nanos = new Timestamp(5);
        nanos.setNanos(1_234);
        IdentityHashMap<String, Integer> byIdentity = new IdentityHashMap<>();
        byIdentity.put("a", 1);
        Properties withDefaults = new Properties(properties("c", "d"));
        withDefaults.put("a", "b");
        Map<String, Integer> withNull = new HashMap<>();
        withNull.put(null, 1);
        return Stream.of(
                arguments("sorted", descending),
                arguments("ranking", withNull),
                arguments("ranking", new TreeMap<>(Map.of("a", 1)) {
                    private static final long serialVersionUID = 1L;
                    final int more = 5;
                }),
                arguments("byId", Map.of(new Id(1), "a")),
                arguments("collection", new TreeSet<>(Set.of("a", "b"))),
                arguments("numbers", List.of(1, new BigDecimal("1.5"))),
                arguments("numbers", List.of(5L)),
                arguments("number", BigInteger.ONE),
                arguments("number", 1.5f),
                arguments("number", new AtomicInteger(1)),
                arguments("date", nanos),
                arguments("date", new Timestamp(5)),
                arguments("calendar", new GregorianCalendar(2026, 1, 1)),
                arguments("person", new Employee().named("classified")),
                arguments("person", new Guest().named("classified")),
                arguments("people", List.of(new Person(), new Guest())),
                arguments("somePeople", List.of(new Employee())),
                arguments("page", page(5)),
                arguments("texts", page(5)),
                arguments("sealedState", new Sealed("7")),
                arguments("halfOpen", new HalfOpen().with(7)),
                arguments("account", new Account().with("classified")),
                arguments("user", new User().with("classified")),
                arguments("member", new Member().with("classified")),
                arguments("bag", new Bag().of(new Adapted())),
                arguments("cyclic", new Node().itself()),
                arguments("event", new Created("classified")),
                arguments("bag", new Bag().of(new BigDecimal("1.5"))),
                arguments("bag", new Bag().of(5L)),
                arguments("bag", new Bag().of(Instant.EPOCH)),
                arguments("properties", withDefaults),
                arguments("ranking", byIdentity),
                arguments("buffer", ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).order(ByteOrder.LITTLE_ENDIAN)),
                arguments("bag", new Bag().of(new Person())),
                arguments("bag", new Bag().of(new int[] {1})),
                arguments("bag", new Bag().of(new Object())),
                arguments("bag", new Bag().of((Runnable) () -> {})),
                arguments("text", "x".repeat(20_000_001)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lost")
    void read_valueThatJsonDoesNotGiveBack_isReturnedAndNotKept(String method, Object value) throws Exception {
        AtomicInteger loads = new AtomicInteger();
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            for (int i = 0; i < 3; i++) {
                assertThat(node.read(
                                method,
                                () -> {
                                    loads.incrementAndGet();
                                    return value;
                                },
                                id))
                        .isSameAs(value);
            }

            assertThat(loads).hasValue(3);
            assertThat(node.store.lifetimes()).isEmpty();
            assertThat(lines.all()).singleElement().satisfies(line -> assertThat(line)
                    .contains(value.getClass().getName(), Values.class.getName() + "." + method)
                    .doesNotContain("classified"));
        }
    }

    /** The proof is for the value, not for the first one of a method or of a class. */
    @Test
    void read_lossyValueAfterFaithfulOnesOfItsClass_isNotKept() throws Exception {
        node.read("bag", () -> new Bag().of("a"), "1");
        node.read("bag", () -> new Bag().of(5_000_000_000L), "2");
        assertThat(node.store.lifetimes()).hasSize(2);

        Bag lossy = new Bag().of(5L);
        node.read("bag", () -> lossy, "3");
        assertThat(node.read("bag", () -> lossy, "3")).isSameAs(lossy);
        assertThat(node.store.lifetimes()).hasSize(2);
    }

    @Test
    void read_streamWithinAValue_reachesTheCallerUnused() throws Exception {
        Bag bag = new Bag().of(Stream.of("a", "b"));

        assertThat(node.read("bag", () -> bag, id)).isSameAs(bag);
        assertThat(((Stream<?>) bag.content).count()).isEqualTo(2);
    }

    @Test
    void read_nullInPlaceOfAnOptional_isNoHit() throws Exception {
        assertThat(node.read("maybe", () -> null, id)).isNull();
        assertThat(node.read("maybe", () -> Optional.of(1.0), id)).isEqualTo(Optional.of(1.0));
    }
}
