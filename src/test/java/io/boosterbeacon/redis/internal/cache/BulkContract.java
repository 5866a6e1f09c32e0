package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Methods that read several values at once: each value has an entry of its own. */
abstract class BulkContract extends CacheContract {
    private final CacheRig node = node(Names.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Names.class, CacheRig.SETTINGS);
    /** What the method was asked for, in order. */
    private final List<List<Object>> asked = Collections.synchronizedList(new ArrayList<>());

    @SuppressWarnings("unused") // called by name
    abstract static class Names {
        @Cached(cacheName = "names", ttl = 600)
        abstract Map<String, String> map(@CacheKey Collection<String> ids);

        @Cached(cacheName = "names", ttl = 600)
        abstract List<String> list(@CacheKey List<String> ids);

        @Cached(cacheName = "names", ttl = 600)
        abstract List<Optional<String>> optionals(@CacheKey Set<String> ids);

        @Cached(cacheName = "names", ttl = 600)
        abstract Optional<String> one(@CacheKey String id);

        @Cached(cacheName = "names-in", ttl = 600)
        abstract Map<String, String> mapIn(
                @CacheKey String language, @CacheKey Collection<? extends String> ids, int user);

        @Cached(cacheName = "names-in", ttl = 600)
        abstract String oneIn(@CacheKey String language, @CacheKey String id);

        @CacheInvalidate(cacheName = "names")
        abstract void renamed(@CacheKey String id);
    }

    private String id(String name) {
        return id + name;
    }

    private List<String> ids(String... names) {
        return Arrays.stream(names).map(this::id).toList();
    }

    /** The answer of a method that knows a name for each key: the key in upper case. */
    private Object names(@Nullable Object keys) {
        List<Object> wanted = new ArrayList<>((Collection<?>) keys);
        asked.add(wanted);
        Map<Object, String> all = new HashMap<>();
        wanted.forEach(each -> all.put(each, each.toString().toUpperCase(Locale.ROOT)));
        return all;
    }

    private Object map(CacheRig on, String... names) throws Exception {
        return on.readMany("map", arguments -> names(arguments[0]), ids(names));
    }

    private Map<String, String> expected(String... names) {
        Map<String, String> all = new HashMap<>();
        ids(names).forEach(each -> all.put(each, each.toUpperCase(Locale.ROOT)));
        return all;
    }

    @Test
    void values_thatAreMissing_areLoadedTogether() throws Exception {
        assertThat(other.read("one", () -> Optional.of(id("B").toUpperCase(Locale.ROOT)), id("B")))
                .isEqualTo(Optional.of(id("B").toUpperCase(Locale.ROOT)));

        assertThat(map(node, "A", "B", "C")).isEqualTo(expected("A", "B", "C"));
        assertThat(asked).containsExactly(List.copyOf(ids("A", "C")));
        assertThat(map(other, "C", "B", "A")).isEqualTo(expected("A", "B", "C"));
        assertThat(other.read("one", () -> Optional.empty(), id("C")))
                .isEqualTo(Optional.of(id("C").toUpperCase(Locale.ROOT)));
        assertThat(asked).hasSize(1);
    }

    @Test
    void map_hasItsKeysInTheOrderOfTheCall() throws Exception {
        Map<?, ?> names = (Map<?, ?>) map(node, "C", "A", "B", "A");

        assertThat(new ArrayList<Object>(names.keySet())).isEqualTo(ids("C", "A", "B"));
        assertThat(asked).containsExactly(List.copyOf(ids("C", "A", "B")));
    }

    @Test
    void list_hasAValueForEachKeyInItsPlace() throws Exception {
        Function<Object[], Object> names = arguments -> ((List<?>) arguments[0])
                .stream()
                        .map(each ->
                                each.equals(id("none")) ? null : each.toString().toUpperCase(Locale.ROOT))
                        .toList();

        assertThat(node.readMany("list", names, ids("B", "none", "A", "B")))
                .isEqualTo(Arrays.asList(
                        id("B").toUpperCase(Locale.ROOT),
                        null,
                        id("A").toUpperCase(Locale.ROOT),
                        id("B").toUpperCase(Locale.ROOT)));
        assertThat(other.readMany("list", arguments -> List.of(), ids("A", "B")))
                .isEqualTo(List.of(id("A").toUpperCase(Locale.ROOT), id("B").toUpperCase(Locale.ROOT)));
    }

    @Test
    void list_ofOptionalsByASet_isUnderstood() throws Exception {
        Function<Object[], Object> names = arguments -> {
            assertThat(arguments[0]).isInstanceOf(Set.class);
            return ((Set<?>) arguments[0])
                    .stream()
                            .map(each -> Optional.of(each.toString().toUpperCase(Locale.ROOT)))
                            .toList();
        };

        assertThat(node.readMany("optionals", names, new LinkedHashSet<>(ids("A", "B"))))
                .isEqualTo(List.of(
                        Optional.of(id("A").toUpperCase(Locale.ROOT)), Optional.of(id("B").toUpperCase(Locale.ROOT))));
        assertThat(map(other, "A", "B")).isEqualTo(expected("A", "B"));
        assertThat(asked).isEmpty();
    }

    @Test
    void otherParametersOfTheKey_belongToEachKey() throws Exception {
        Function<Object[], Object> names = arguments -> Map.of(id("A"), arguments[0] + "/A");

        assertThat(node.readMany("mapIn", names, "fr", ids("A"), 1)).isEqualTo(Map.of(id("A"), "fr/A"));
        assertThat(node.readMany("mapIn", names, "de", ids("A"), 1)).isEqualTo(Map.of(id("A"), "de/A"));
        assertThat(other.read("oneIn", () -> "loaded", "fr", id("A"))).isEqualTo("fr/A");
        assertThat(other.readMany("mapIn", arguments -> Map.of(), "fr", ids("A"), 2))
                .isEqualTo(Map.of(id("A"), "fr/A"));
    }

    @Test
    void noKeys_needNeitherTheStoreNorTheMethod() throws Exception {
        assertThat(map(node)).isEqualTo(Map.of());

        assertThat(asked).isEmpty();
        assertThat(node.store.calls()).isZero();
    }

    @Test
    void null_insteadOfKeys_isUpToTheMethod() throws Exception {
        assertThat(node.readMany("map", arguments -> Map.of("null", "null"), new Object[] {null}))
                .isEqualTo(Map.of("null", "null"));
    }

    @Test
    void keysWithoutAValue_areMissingInTheMap() throws Exception {
        Function<Object[], Object> none = arguments -> {
            asked.add(List.copyOf((Collection<?>) arguments[0]));
            return Map.of("another", "name");
        };

        assertThat(node.readMany("map", none, ids("A", "B"))).isEqualTo(Map.of());
        assertThat(other.readMany("map", none, ids("B", "A"))).isEqualTo(Map.of());
        assertThat(asked).containsExactly(List.copyOf(ids("A", "B")), List.copyOf(ids("B", "A")));
    }

    @Test
    void answers_thatDoNotFit_failAndStoreNothing() throws Exception {
        assertThatThrownBy(() -> node.readMany("list", arguments -> List.of("one"), ids("A", "B")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("list")
                .hasMessageContaining("1 values for 2 keys");
        assertThatThrownBy(() -> node.readMany("map", arguments -> null, ids("A", "B")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned null");

        assertThat(map(other, "A", "B")).isEqualTo(expected("A", "B"));
    }

    @Test
    void method_thatThrows_leavesNoLease() throws Exception {
        assertThatThrownBy(() -> node.readMany(
                        "map",
                        arguments -> {
                            throw new IllegalStateException("no names");
                        },
                        ids("A", "B")))
                .hasMessage("no names");

        assertThat(map(other, "A", "B")).isEqualTo(expected("A", "B"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void value_thatIsInvalidatedDuringItsLoad_isNotStored() throws Exception {
        node.readMany(
                "map",
                arguments -> {
                    change("renamed", id("A"));
                    return names(arguments[0]);
                },
                ids("A", "B"));
        asked.clear();

        assertThat(map(other, "A", "B")).isEqualTo(expected("A", "B"));
        assertThat(asked).containsExactly(List.copyOf(ids("A")));
    }

    private void change(String method, Object... arguments) {
        try {
            other.change(method, arguments);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void storeThatDoesNotAnswer_failsNoCall() throws Exception {
        node.store.line(Line.CUT);

        assertThat(map(node, "A", "B")).isEqualTo(expected("A", "B"));
    }

    /** Callers whose keys overlap, in any order and on two nodes. */
    @Test
    void overlappingCalls_loadEachKeyOnceAndNeverWaitForEachOther() throws Exception {
        List<String> keys = IntStream.range(0, 40).mapToObj(i -> id("key" + i)).toList();
        Map<Object, AtomicInteger> loadsOf = new ConcurrentHashMap<>();
        Function<Object[], Object> names = arguments -> {
            Map<Object, String> all = new HashMap<>();
            for (Object key : (Collection<?>) arguments[0]) {
                loadsOf.computeIfAbsent(key, each -> new AtomicInteger()).incrementAndGet();
                all.put(key, key.toString().toUpperCase(Locale.ROOT));
            }
            return all;
        };
        List<Future<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            Random random = new Random(caller);
            CacheRig on = caller % 2 == 0 ? node : other;
            Callable<Void> task = () -> {
                for (int call = 0; call < 20; call++) {
                    List<String> some = new ArrayList<>(keys);
                    Collections.shuffle(some, random);
                    List<String> mine = some.subList(0, 10);
                    Map<String, String> all = new HashMap<>();
                    mine.forEach(each -> all.put(each, each.toUpperCase(Locale.ROOT)));
                    assertThat(on.readMany("map", names, List.copyOf(mine))).isEqualTo(all);
                }
                return null;
            };
            callers.add(on.start(task));
        }
        for (Future<Void> each : callers) {
            CacheRig.get(each);
        }

        assertThat(loadsOf).hasSize(40);
        assertThat(loadsOf.values()).allSatisfy(times -> assertThat(times).hasValue(1));
    }

    /** What the first caller finds to have no value, the second one asks for together. */
    @Test
    void keysWhoseLoadByAnotherGivesNoValue_areLoadedTogether() throws Exception {
        String[] unknown = IntStream.range(0, 100).mapToObj(i -> "unknown" + i).toArray(String[]::new);
        Function<Object[], Object> none = arguments -> {
            asked.add(List.copyOf((Collection<?>) arguments[0]));
            return Map.of();
        };
        Future<Object> second = other.start(() -> {
            await().until(() -> asked.size() == 1);
            return other.readMany("map", none, ids(unknown));
        });

        node.readMany(
                "map",
                arguments -> {
                    Object all = none.apply(arguments);
                    await().until(() -> other.store.calls() > 0);
                    other.awaitAllWaiting();
                    return all;
                },
                ids(unknown));

        assertThat(CacheRig.get(second)).isEqualTo(Map.of());
        assertThat(asked).hasSizeLessThan(10);
    }
}
