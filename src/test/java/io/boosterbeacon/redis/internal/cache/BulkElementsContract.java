package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each value of a method that reads several is treated as that of a method that reads one. */
abstract class BulkElementsContract extends CacheContract {
    private final CacheRig node = node(Items.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Items.class, CacheRig.SETTINGS);
    /** What the method was asked for, in order. */
    private final List<List<Object>> asked = Collections.synchronizedList(new ArrayList<>());

    private final AtomicInteger version = new AtomicInteger();

    @SuppressWarnings("unused") // called by name
    interface Items {
        @Cached(
                cacheName = "tagged-items",
                tags = {"kind:{result.kind}", "item:{ids}"})
        Map<String, Item> tagged(@CacheKey Collection<String> ids);

        @Cached(
                cacheName = "tagged-items",
                tags = {"kind:{result.kind}", "item:{id}"})
        Item taggedOne(@CacheKey String id);

        @CacheInvalidate(cacheName = "tagged-items", tags = "kind:{kind}")
        void kindChanged(String kind);

        @CacheInvalidate(cacheName = "tagged-items", tags = "item:{id}")
        void itemChanged(String id);

        @Cached(cacheName = "items", nullTtl = 60)
        List<String> list(@CacheKey List<String> ids);

        @Cached(cacheName = "items", nullTtl = 60)
        Map<String, String> map(@CacheKey Collection<String> ids);

        @Cached(cacheName = "items", nullTtl = 60)
        @Nullable
        String one(@CacheKey String id);

        @Cached(cacheName = "keyed-items")
        Map<String, String> keyed(@CacheKey String group, @CacheKey Collection<String> ids);

        @Cached(cacheName = "optional-items", nullTtl = 60)
        Map<String, Optional<String>> optionals(@CacheKey Collection<String> ids);

        @Cached(cacheName = "items-by-kind", tags = "{items.kind}")
        List<String> byKind(@CacheKey List<Item> items);

        @CacheInvalidate(cacheName = "items-by-kind", tags = "{kind}")
        void itemsChanged(String kind);

        @CachePut(cacheName = "items")
        void put(@CacheKey String id, @CacheValue String item);

        @CacheInvalidate(cacheName = "items")
        void invalidate(@CacheKey String id);

        @CacheInvalidateAll(cacheName = "items")
        void clear();

        @Cached(cacheName = "sorted-items", unless = IsDraft.class, condition = NotEmpty.class, ttlBy = Named.class)
        List<String> sorted(@CacheKey List<String> ids);

        @Cached(cacheName = "stale-items", ttl = 30, ttlUnit = java.time.temporal.ChronoUnit.MILLIS, staleTtl = 600_000)
        Map<String, String> stale(@CacheKey Collection<String> ids);
    }

    record Item(String id, String kind, int version) {}

    /** Excludes drafts. The argument is that of a call with one key. */
    static final class IsDraft implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return String.valueOf(call.arguments().get(0)).endsWith("draft")
                    && String.valueOf(call.value())
                            .startsWith("draft of " + call.arguments().get(0));
        }
    }

    /** Is asked once for a call. */
    static final class NotEmpty implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.arguments().get(0) instanceof List<?> ids && ids.size() != 1;
        }
    }

    static final class Named implements CacheTtl<String> {
        @Override
        public @Nullable Duration ttl(String value) {
            return value.startsWith("PT") ? Duration.parse(value) : null;
        }
    }

    private List<String> ids(String... names) {
        return Arrays.stream(names).map(name -> id + name).toList();
    }

    private Map<String, Item> items(CacheRig on, String... names) throws Exception {
        Object read = on.readMany(
                "tagged",
                arguments -> {
                    Map<Object, Item> all = new LinkedHashMap<>();
                    Collection<?> keys = (Collection<?>) arguments[0];
                    asked.add(List.copyOf(keys));
                    keys.forEach(key -> all.put(
                            key,
                            new Item(key.toString(), key.toString().substring(0, id.length() + 1), version.get())));
                    return all;
                },
                ids(names));
        Map<String, Item> byName = new LinkedHashMap<>();
        ((Map<?, ?>) read).forEach((key, value) -> byName.put(key.toString().substring(id.length()), (Item) value));
        return byName;
    }

    private @Nullable Object named(CacheRig on, String method, List<@Nullable String> values, String... names)
            throws Exception {
        return on.readMany(
                method,
                arguments -> {
                    List<?> keys = List.copyOf((Collection<?>) arguments[0]);
                    asked.add(new ArrayList<>(keys));
                    List<@Nullable String> answer = new ArrayList<>();
                    keys.forEach(key -> answer.add(values.get(
                            Arrays.asList(names).indexOf(key.toString().substring(id.length())))));
                    return answer;
                },
                ids(names));
    }

    @Test
    void tag_ofTheValue_removesTheValuesThatHaveIt() throws Exception {
        items(node, "a1", "b1", "a2");
        version.incrementAndGet();

        other.change("kindChanged", id + "a");

        assertThat(items(node, "a1", "b1", "a2").values())
                .extracting(Item::version)
                .containsExactly(1, 0, 1);
        assertThat(asked).containsExactly(List.copyOf(ids("a1", "b1", "a2")), List.copyOf(ids("a1", "a2")));
    }

    @Test
    void tag_ofTheKeys_isThatOfEachKey() throws Exception {
        items(node, "a1", "b1", "a2");
        version.incrementAndGet();

        other.change("itemChanged", id + "b1");

        assertThat(items(node, "a1", "b1", "a2").values())
                .extracting(Item::version)
                .containsExactly(0, 1, 0);
        assertThat(node.read("taggedOne", () -> null, id + "b1")).isEqualTo(new Item(id + "b1", id + "b", 1));
    }

    @Test
    void nulls_areKeptForTheirLifetime() throws Exception {
        assertThat(named(node, "list", Arrays.asList("A", null), "a", "none")).isEqualTo(Arrays.asList("A", null));

        assertThat(named(other, "list", List.of("no", "no"), "none", "a")).isEqualTo(Arrays.asList(null, "A"));
        assertThat(other.readMany("map", arguments -> Map.of(), ids("none", "a")))
                .isEqualTo(Map.of(id + "a", "A"));
        assertThat(other.read("one", () -> "no", id + "none")).isNull();
        assertThat(asked).hasSize(1);
        assertThat(node.store.lifetimes()).containsExactlyInAnyOrder(Duration.ofMinutes(5), Duration.ofMinutes(1));
    }

    @Test
    void keysThatAreAbsentInTheMap_areNulls() throws Exception {
        assertThat(node.readMany("map", arguments -> Map.of(id + "a", "A"), ids("a", "none")))
                .isEqualTo(Map.of(id + "a", "A"));

        assertThat(other.read("one", () -> "no", id + "none")).isNull();
    }

    /** Immutable maps cannot be asked for null. */
    @Test
    void keyThatIsNull_isAKey() throws Exception {
        List<@Nullable String> keys = Arrays.asList(id, null);
        Map<@Nullable String, String> withNull = new HashMap<>(Map.of(id, "A"));

        assertThat(node.readMany("keyed", arguments -> Map.of(id, "A"), id, keys))
                .isEqualTo(Map.of(id, "A"));
        withNull.put(null, "of null");
        assertThat(node.readMany("keyed", arguments -> withNull, id, keys)).isEqualTo(withNull);
        assertThat(other.readMany("keyed", arguments -> Map.of(), id, keys)).isEqualTo(withNull);
    }

    @Test
    void emptyOptionals_areTheSameHitOrMiss() throws Exception {
        Map<String, Optional<String>> expected = Map.of(id, Optional.of("A"), id + "none", Optional.empty());
        Object keys = List.of(id, id + "none");

        assertThat(node.readMany("optionals", arguments -> Map.of(id, Optional.of("A")), keys))
                .isEqualTo(expected);
        assertThat(other.readMany("optionals", arguments -> Map.of(), keys)).isEqualTo(expected);
    }

    @Test
    void tag_ofAPropertyOfTheKeys_isThatOfEachKey() throws Exception {
        List<Item> keys = List.of(new Item("1", id, 0), new Item("2", id + "b", 0));
        Function<Object[], Object> body = arguments -> {
            List<?> wanted = List.copyOf((Collection<?>) arguments[0]);
            asked.add(new ArrayList<>(wanted));
            return wanted.stream().map(Object::toString).toList();
        };
        node.readMany("byKind", body, keys);

        other.change("itemsChanged", id);
        node.readMany("byKind", body, keys);

        assertThat(asked).containsExactly(new ArrayList<>(keys), List.of(keys.get(0)));
    }

    @Test
    void puts_andInvalidations_ofOneKeyConcernItsValue() throws Exception {
        named(node, "list", List.of("A", "B", "C"), "a", "b", "c");
        asked.clear();

        other.change("put", id + "a", "put");
        other.change("invalidate", id + "b");

        assertThat(named(node, "list", List.of("no", "new", "no"), "a", "b", "c"))
                .isEqualTo(List.of("put", "new", "C"));
        assertThat(asked).containsExactly(List.copyOf(ids("b")));

        other.change("clear");
        assertThat(named(node, "list", List.of("1", "2", "3"), "a", "b", "c")).isEqualTo(List.of("1", "2", "3"));
    }

    @Test
    void beans_areAskedForEachValue() throws Exception {
        String draft = "draft of " + id + "draft";
        assertThat(named(node, "sorted", List.of(draft, "text", "PT30S", "PT0S"), "draft", "text", "short", "never"))
                .isEqualTo(List.of(draft, "text", "PT30S", "PT0S"));
        assertThat(node.store.lifetimes()).containsExactlyInAnyOrder(Duration.ofMinutes(5), Duration.ofSeconds(30));
        asked.clear();

        assertThat(named(other, "sorted", List.of("1", "2", "3", "4"), "draft", "text", "short", "never"))
                .isEqualTo(List.of("1", "text", "PT30S", "4"));
        assertThat(asked).containsExactly(List.copyOf(ids("draft", "never")));
    }

    @Test
    void condition_isThatOfTheCall() throws Exception {
        assertThat(named(node, "sorted", List.of("A"), "a")).isEqualTo(List.of("A"));

        assertThat(named(node, "sorted", List.of("B"), "a")).isEqualTo(List.of("B"));
        assertThat(node.store.calls()).isZero();
    }

    @Test
    @SuppressWarnings("try") // a scope is open, and not used otherwise
    void readWithinABypass_loadsAndReplacesAllValues() throws Exception {
        named(node, "list", List.of("A", "B"), "a", "b");
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(named(node, "list", List.of("1", "2"), "a", "b")).isEqualTo(List.of("1", "2"));
        }

        assertThat(named(other, "list", List.of("no", "no"), "a", "b")).isEqualTo(List.of("1", "2"));
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void loadsWithinATransaction_areStoredAfterItsCommit(Ending how) throws Exception {
        named(other, "list", List.of("A", "B"), "a", "b");
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        node.change("invalidate", id + "b");
        assertThat(named(node, "list", List.of("no", "own", "C"), "a", "b", "c"))
                .isEqualTo(List.of("A", "own", "C"));
        assertThat(named(node, "list", List.of("no", "own", "no"), "a", "b", "c"))
                .isEqualTo(List.of("A", "own", "C"));
        assertThat(named(other, "list", List.of("no", "no"), "a", "b")).isEqualTo(List.of("A", "B"));
        node.transaction.remove();
        transaction.end(how);

        assertThat(named(other, "list", List.of("no", "no", "new"), "a", "b", "c"))
                .isEqualTo(List.of("A", "no", how == Ending.COMMITTED ? "C" : "new"));
    }

    @Test
    void method_thatFails_servesWhatIsStale() throws Exception {
        node.readMany("stale", arguments -> Map.of(id, "old"), List.of(id));
        Thread.sleep(40); // the lifetime in the store passes in real time

        assertThat(node.readMany(
                        "stale",
                        arguments -> {
                            throw new IllegalStateException("down");
                        },
                        List.of(id)))
                .isEqualTo(Map.of(id, "old"));
        assertThatThrownBy(() -> node.readMany(
                        "stale",
                        arguments -> {
                            throw new IllegalStateException("down");
                        },
                        List.of(id + "unknown")))
                .hasMessage("down");
    }

    @Test
    void storeThatDoesNotAnswer_servesWhatTheNodeHasSeen() throws Exception {
        node.readMany("stale", arguments -> Map.of(id, "old"), List.of(id));
        node.store.line(Line.CUT);

        assertThat(node.readMany("stale", arguments -> Map.of(id + "b", "new"), List.of(id, id + "b")))
                .isEqualTo(Map.of(id, "old", id + "b", "new"));
    }

    @Test
    void reads_areCountedForEachValue() throws Exception {
        node.declare("list", "map", "one");
        named(node, "list", List.of("A", "B"), "a", "b");
        named(node, "list", List.of("A", "B", "C"), "a", "b", "c");

        var statistics =
                Optional.ofNullable(node.caches().statistics().get("items")).orElseThrow();
        assertThat(statistics.hits()).isEqualTo(2);
        assertThat(statistics.misses()).isEqualTo(3);
        assertThat(statistics.loads()).isEqualTo(3);
    }
}
