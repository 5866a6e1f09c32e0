package io.boosterbeacon.redis.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheArguments;
import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches that are called by their names, on each store. */
abstract class NamedCacheContract extends CacheContract {
    /** Methods that share caches with calls by name. */
    interface Catalogue {
        @Cached(cacheName = "texts", nullTtl = 60)
        @Nullable
        String text(String id, Locale locale);

        @Cached(cacheName = "texts", nullTtl = 60)
        @Nullable
        String textInNoLanguage(String id);

        @Cached(cacheName = "numbers", key = "{id}:{part.index}")
        Long number(long id, Part part);

        @CachePut(cacheName = "puts")
        void put(long id, @CacheValue String value);

        @Cached(cacheName = "all-numbers")
        List<Long> numbers();
    }

    record Part(int index, String name) {}

    /** Has the lifetimes of caches. */
    static final class Lifetimes {
        @CacheName(value = "nulls", nullTtl = 60)
        @Nullable
        Object nulls;

        @CacheName(value = "stale", ttl = 300, ttlUnit = ChronoUnit.MILLIS, staleTtl = 600_000)
        @Nullable
        Object stale;

        @CacheName(value = "near-parts", localTtl = 60)
        @Nullable
        Object nearParts;

        private Lifetimes() {}

        static CacheName of(String field) throws NoSuchFieldException {
            Field declared = Lifetimes.class.getDeclaredField(field);
            return declared.getAnnotation(CacheName.class);
        }
    }

    final CacheRig node = node(Catalogue.class, CacheRig.SETTINGS);
    final CacheRig other = node(Catalogue.class, CacheRig.SETTINGS);
    private final Cache<String> cache = node.cache("named", String.class);
    private final Cache<String> sameElsewhere = other.cache("named", String.class);

    @Test
    void get_valueThatWasPut_returnsItOnAllNodes() {
        assertThat(cache.get(id)).isEmpty();

        cache.put(id, "a");

        assertThat(cache.get(id)).contains("a");
        assertThat(sameElsewhere.get(id)).contains("a");
    }

    @Test
    void get_missing_leavesNoLeaseBehind() throws Exception {
        assertThat(cache.get(id)).isEmpty();

        Future<@Nullable String> load = other.start(() -> sameElsewhere.getOrLoad(id, () -> "a"));

        assertThat(load.get(5, TimeUnit.SECONDS)).isEqualTo("a");
    }

    @Test
    void getOrLoad_ofManyCallersOnTwoNodes_loadsOnce() throws Exception {
        List<Future<@Nullable String>> callers = new ArrayList<>();
        for (CacheRig each : List.of(node, other)) {
            Cache<String> own = each.cache("named", String.class);
            callers.addAll(each.start(
                    8, () -> own.getOrLoad(id, () -> (String) load("a").call())));
        }
        await().untilAtomic(loads, is(1));
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).containsOnly("a");
        assertThat(loads).hasValue(1);
    }

    @Test
    void getOrLoad_loaderFails_throwsItsExceptionAndStoresNothing() {
        IllegalStateException unchecked = new IllegalStateException("no");
        IOException checked = new IOException("no");

        assertThatThrownBy(() -> cache.getOrLoad(id, () -> {
                    throw unchecked;
                }))
                .isSameAs(unchecked);
        assertThatThrownBy(() -> cache.getOrLoad(id, () -> {
                    throw checked;
                }))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("named")
                .hasCause(checked);
        assertThat(cache.getOrLoad(id, () -> "a")).isEqualTo("a");
    }

    @Test
    void getOrLoad_null_isKeptOnlyWithANullTtl() throws Exception {
        Cache<String> nulls = node.cache(Lifetimes.of("nulls"), String.class);

        assertThat(cache.getOrLoad(id, () -> null)).isNull();
        assertThat(cache.getOrLoad(id, () -> "a")).isEqualTo("a");

        assertThat(nulls.getOrLoad(id, () -> null)).isNull();
        assertThat(nulls.getOrLoad(id, () -> "a")).isNull();
        assertThat(nulls.get(id)).isEmpty();
    }

    @Test
    void optionalValues_emptyOnesIncluded_areReturnedAsTheyAre() throws Exception {
        Cache<Optional<String>> optional =
                node.cache(Lifetimes.of("nulls"), new TypeLiteral<Optional<String>>() {}.getType());

        assertThat(optional.getOrLoad(id, Optional::empty)).isEmpty();
        assertThat(optional.getOrLoad(id, () -> Optional.of("a"))).isEmpty();
        assertThat(optional.get(id)).contains(Optional.empty());
        optional.put(id, Optional.of("b"));
        assertThat(optional.get(id)).contains(Optional.of("b"));
        assertThat(optional.getOrLoadAll(List.of("none " + id), missing -> Map.of()))
                .containsEntry("none " + id, Optional.empty());
        assertThat(optional.get("none " + id)).contains(Optional.empty());
    }

    @Test
    void genericValues_areReadWithTheirTypeArguments() {
        Cache<Map<String, List<Part>>> parts =
                node.caches().get("parts", new TypeLiteral<Map<String, List<Part>>>() {});
        Map<String, List<Part>> value = Map.of("a", List.of(new Part(1, "one")));

        parts.put(id, value);

        assertThat(other.caches()
                        .get("parts", new TypeLiteral<Map<String, List<Part>>>() {})
                        .get(id))
                .contains(value);
    }

    @Test
    void getOrLoad_loaderCallsTheCacheForAnotherKey_loadsBoth() {
        String value =
                cache.getOrLoad(id, () -> "a" + cache.getOrLoad("other " + id, () -> "b" + cache.get("none " + id)));

        assertThat(value).isEqualTo("abOptional.empty");
        assertThat(cache.get("other " + id)).contains("bOptional.empty");
    }

    @Test
    void invalidate_duringALoad_keepsItsValueOut() throws Exception {
        Future<@Nullable String> leader =
                node.start(() -> cache.getOrLoad(id, () -> (String) load("old").call()));
        await().untilAtomic(loads, is(1));
        sameElsewhere.invalidate(id);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(cache.get(id)).isEmpty();
    }

    @Test
    void put_duringALoad_isNotOverwritten() throws Exception {
        Future<@Nullable String> leader =
                node.start(() -> cache.getOrLoad(id, () -> (String) load("old").call()));
        await().untilAtomic(loads, is(1));
        sameElsewhere.put(id, "new");
        mayLoad.countDown();

        CacheRig.get(leader);
        assertThat(cache.get(id)).contains("new");
    }

    @Test
    void clear_removesAllEntriesOfThisCacheAlone() {
        Cache<String> another = node.cache("another", String.class);
        cache.put(id, "a");
        another.put(id, "b");

        sameElsewhere.clear();

        assertThat(cache.get(id)).isEmpty();
        assertThat(another.get(id)).contains("b");
    }

    @Test
    void changes_areEvents() {
        cache.put(id, "a");
        cache.invalidate(id);
        cache.invalidateAll(List.of("b", "c"));
        cache.clear();

        CacheInvalidated one = new CacheInvalidated("named", false);
        assertThat(node.events).containsExactly(one, one, one, new CacheInvalidated("named", true));
    }

    @Test
    void bulk_returnsWhatThereIsInTheOrderOfTheKeys() {
        cache.putAll(Map.of("1" + id, "a", "2" + id, "b"));

        assertThat(sameElsewhere.getAll(List.of("2" + id, "3" + id, "1" + id, "2" + id)))
                .containsExactly(Map.entry("2" + id, "b"), Map.entry("1" + id, "a"));
        cache.invalidateAll(List.of("1" + id, "2" + id));
        assertThat(sameElsewhere.getAll(Set.of("1" + id, "2" + id))).isEmpty();
        assertThat(cache.getAll(List.of())).isEmpty();
        cache.putAll(Map.of());
        cache.invalidateAll(List.of());
    }

    @Test
    void getOrLoadAll_callsTheLoaderOnceForWhatIsMissing() {
        cache.put("1" + id, "a");
        List<Set<String>> calls = new ArrayList<>();

        Map<String, String> all = cache.getOrLoadAll(List.of("3" + id, "1" + id, "2" + id, "4" + id), missing -> {
            calls.add(missing);
            return Map.of("2" + id, "b", "3" + id, "c", "unasked", "d");
        });

        assertThat(calls).containsExactly(Set.of("3" + id, "2" + id, "4" + id));
        assertThat(all).containsExactly(Map.entry("3" + id, "c"), Map.entry("1" + id, "a"), Map.entry("2" + id, "b"));
        assertThat(sameElsewhere.getAll(all.keySet())).isEqualTo(all);
        assertThat(cache.getOrLoadAll(all.keySet(), missing -> {
                    throw new AssertionError("all are there");
                }))
                .isEqualTo(all);
    }

    @Test
    void getOrLoadAll_loaderFails_releasesAllLeases() throws Exception {
        IOException failure = new IOException("no");

        assertThatThrownBy(() -> cache.getOrLoadAll(List.of("1" + id, "2" + id), missing -> {
                    throw failure;
                }))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);

        // a lease that is left over lasts longer
        Future<Map<String, String>> next = other.start(() -> sameElsewhere.getOrLoadAll(
                List.of("1" + id, "2" + id), missing -> Map.of("1" + id, "a", "2" + id, "b")));
        assertThat(next.get(5, TimeUnit.SECONDS)).hasSize(2);
    }

    /** Each holds what the other one needs next: neither may wait while it holds a lease. */
    @Test
    void getOrLoadAll_ofCallersWithOverlappingKeys_loadsEachKeyOnce() throws Exception {
        List<String> keys = IntStream.range(0, 20).mapToObj(i -> i + id).toList();
        List<String> reversed = new ArrayList<>(keys);
        Collections.reverse(reversed);
        AtomicInteger loaded = new AtomicInteger();
        List<Future<Map<String, String>>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CacheRig each = i % 2 == 0 ? node : other;
            Cache<String> own = i % 2 == 0 ? cache : sameElsewhere;
            List<String> wanted = i % 4 < 2 ? keys : reversed;
            callers.add(each.start(() -> own.getOrLoadAll(wanted, missing -> {
                Map<String, String> values = new HashMap<>();
                missing.forEach(key -> values.put(key, "v" + key));
                loaded.addAndGet(missing.size());
                TimeUnit.MILLISECONDS.sleep(20);
                return values;
            })));
        }

        for (Map<String, String> all : CacheRig.get(callers)) {
            assertThat(all).hasSize(20).allSatisfy((key, value) -> assertThat(value)
                    .isEqualTo("v" + key));
        }
        assertThat(loaded).hasValue(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrLoadAll_ofNoKeys_callsNoLoader(boolean enabled) {
        node.properties.put("beacon.cache.\"unread\".enabled", String.valueOf(enabled));
        Cache<String> unread = node.cache("unread", String.class);
        int calls = node.store.calls();

        assertThat(unread.getOrLoadAll(List.of(), missing -> {
                    throw new AssertionError("nothing is missing");
                }))
                .isEmpty();
        assertThat(unread.async().getOrLoadAll(List.of(), missing -> {
                    throw new AssertionError("nothing is missing");
                }))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Map.of());
        assertThat(unread.getOrLoadAll(List.of(id), missing -> Map.of(id, "a"))).isEqualTo(Map.of(id, "a"));
        assertThat(unread.get(id).isPresent()).isEqualTo(enabled);
        assertThat(node.store.calls() > calls).isEqualTo(enabled);
    }

    @Test
    void asynchronous_doesTheSame() {
        var async = cache.async();
        var elsewhere = sameElsewhere.async();

        assertThat(async.get(id)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
        assertThat(async.put(id, "a")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(elsewhere.get(id)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.of("a"));
        assertThat(elsewhere.invalidate(id)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(async.getOrLoad(id, () -> CompletableFuture.completedFuture("b")))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("b");
        assertThat(elsewhere.getOrLoadAll(
                        List.of(id, "2" + id),
                        missing -> CompletableFuture.completedFuture(Map.of("2" + id, missing.toString()))))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Map.of(id, "b", "2" + id, "[2" + id + "]"));
        assertThat(async.getAll(List.of(id, "2" + id)))
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(all -> assertThat(all).hasSize(2));
        assertThat(async.clear()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(elsewhere.get(id)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
        IOException failure = new IOException("no");
        assertThat(catchThrowable(() -> async.getOrLoad(id, () -> CompletableFuture.failedFuture(failure))
                        .toCompletableFuture()
                        .join()))
                .hasRootCause(failure);
    }

    @Test
    void annotatedMethods_shareTheirEntriesByTheirArguments() throws Exception {
        node.declare("text", "textInNoLanguage", "number", "numbers");
        Cache<String> texts = node.cache("texts", String.class);
        Cache<Long> numbers = node.cache("numbers", Long.class);
        Cache<List<Long>> all = node.caches().get("all-numbers", new TypeLiteral<>() {});

        node.read("number", () -> 7L, 5L, new Part(3, "three"));
        assertThat(numbers.get(CacheArguments.of(5L, 3))).contains(7L);
        numbers.invalidate(CacheArguments.of(5L, 3));
        assertThat(node.read("number", () -> 8L, 5L, new Part(3, "other"))).isEqualTo(8L);
        numbers.put(CacheArguments.of(5L, 3), 9L);
        assertThat(node.read("number", () -> 0L, 5L, new Part(3, "three"))).isEqualTo(9L);

        node.read("numbers", () -> List.of(1L));
        assertThat(all.get(CacheArguments.of())).contains(List.of(1L));

        texts.put(CacheArguments.of(id, null), "none");
        assertThat(texts.get(CacheArguments.of(id, null))).contains("none");
        assertThat(texts.get(id)).isEmpty();
    }

    @Test
    void key_thatNoMethodOfTheCacheHas_isRefused() {
        node.declare("text", "textInNoLanguage", "number");
        Cache<Long> numbers = node.cache("numbers", Long.class);
        Cache<String> texts = node.cache("texts", String.class);

        assertThatThrownBy(() -> numbers.get(5L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key of cache \"numbers\" is java.lang.Long; accepted: CacheArguments of"
                        + " (java.lang.Long, java.lang.Integer), as for the annotated methods of the cache");
        assertThatThrownBy(() -> numbers.invalidate(CacheArguments.of(5, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is CacheArguments of (java.lang.Integer, java.lang.Integer)");
        assertThatThrownBy(() -> texts.put(5, "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.get(new Object() {
                    private final String secret = id;

                    @Override
                    public String toString() {
                        return secret;
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache \"named\"")
                .hasMessageNotContaining(id);
    }

    @Test
    void keys_thatAreNoTexts_areComparedAsArguments() {
        UUID uuid = UUID.fromString(id);
        cache.put(uuid, "uuid");
        cache.put(List.of(uuid, 1), "list");
        cache.put(new Part(1, id), "record");

        assertThat(sameElsewhere.get(UUID.fromString(id))).contains("uuid");
        assertThat(sameElsewhere.get(new ArrayList<>(List.of(uuid, 1)))).contains("list");
        assertThat(sameElsewhere.get(List.of(uuid, 1L))).isEmpty();
        assertThat(sameElsewhere.get(new Part(1, id))).contains("record");
        assertThat(sameElsewhere.get(id)).isEmpty();
    }

    @Test
    void valueThatCannotBeRead_isAMissAndAnError() {
        cache.put(id, "a");
        Cache<Integer> numbers = node.cache("named", Integer.class);

        assertThat(numbers.get(id)).isEmpty();
        assertThat(numbers.getAll(List.of(id))).isEmpty();
        assertThat(numbers.getOrLoadAll(List.of(id), missing -> Map.of(id, 1))).containsEntry(id, 1);
        assertThat(cache.statistics().errors()).isPositive();
        assertThat(cache.async().getOrLoad(id, () -> CompletableFuture.completedFuture("b")))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("b");
    }

    @Test
    void storeFails_loadersAreCalledAndInvalidationsAreRepeated() {
        cache.put(id, "a");
        node.store.line(Line.CUT);

        assertThat(cache.get(id)).isEmpty();
        assertThat(cache.getOrLoad(id, () -> "b")).isEqualTo("b");
        assertThat(cache.getAll(List.of(id))).isEmpty();
        assertThat(cache.getOrLoadAll(List.of(id), missing -> Map.of(id, "c"))).containsEntry(id, "c");
        cache.invalidate(id);
        node.store.line(Line.UP);

        await().untilAsserted(() -> assertThat(sameElsewhere.get(id)).isEmpty());
    }

    @Test
    void stale_thatItsCallerReplaces_doesNotCountAsServed() throws Exception {
        Cache<String> stale = node.cache(Lifetimes.of("stale"), String.class);
        stale.getOrLoad(id, () -> "old");
        await().untilAsserted(() -> assertThat(stale.get(id)).isEmpty());

        assertThat(stale.getOrLoad(id, () -> "new")).isEqualTo("new");

        assertThat(stale.statistics().staleServes()).isZero();
        assertThat(stale.statistics().loads()).isEqualTo(2);
    }

    @Test
    void stale_isServedOnlyByCallsWithALoader() throws Exception {
        Cache<String> stale = node.cache(Lifetimes.of("stale"), String.class);
        stale.getOrLoad(id, () -> "old");
        await().untilAsserted(() -> assertThat(stale.get(id)).isEmpty());

        IOException failure = new IOException("no");
        assertThat(stale.getOrLoad(id, () -> {
                    throw failure;
                }))
                .isEqualTo("old");
        assertThat(stale.getOrLoadAll(List.of(id), missing -> {
                    throw failure;
                }))
                .containsEntry(id, "old");
        assertThat(stale.async().getOrLoad(id, () -> CompletableFuture.failedFuture(failure)))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("old");
        assertThat(stale.statistics().staleServes()).isEqualTo(3);
        await().untilAsserted(() -> assertThat(stale.getOrLoadAll(List.of(id), missing -> Map.of(id, "new")))
                .containsEntry(id, "new"));

        node.store.line(Line.CUT);
        assertThat(stale.get(id)).contains("new");
    }

    @Test
    void transaction_publishesAndChangesAfterItsCommit() {
        cache.put("changed " + id, "old");
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);

        assertThat(cache.getOrLoad(id, () -> "a")).isEqualTo("a");
        assertThat(cache.getOrLoadAll(List.of("bulk " + id), missing -> Map.of("bulk " + id, "b")))
                .hasSize(1);
        cache.put("changed " + id, "new");
        assertThat(cache.get("changed " + id)).isEmpty();
        assertThat(cache.async().invalidate("removed " + id)).succeedsWithin(Duration.ofSeconds(1));
        assertThat(cache.get(id)).contains("a");
        assertThat(sameElsewhere.getAll(List.of(id, "bulk " + id, "changed " + id)))
                .isEqualTo(Map.of("changed " + id, "old"));

        node.transaction.remove();
        transaction.end(CacheTransaction.Ending.COMMITTED);
        assertThat(sameElsewhere.getAll(List.of(id, "bulk " + id, "changed " + id)))
                .isEqualTo(Map.of(id, "a", "bulk " + id, "b", "changed " + id, "new"));
    }

    @Test
    void interruptedCaller_ofABulk_loadsAndLeavesNoLeaseBehind() throws Exception {
        Thread.currentThread().interrupt();
        Map<String, String> all = cache.getOrLoadAll(List.of(id), missing -> Map.of(id, "a"));
        cache.get(id);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(all).containsEntry(id, "a");
        Future<@Nullable String> next = other.start(() -> sameElsewhere.getOrLoad(id, () -> "a"));
        assertThat(next.get(5, TimeUnit.SECONDS)).isEqualTo("a");
    }

    @Test
    void statistics_countWhatThisNodeDoes() {
        CacheStatistics before = cache.statistics();
        cache.get(id);
        cache.getOrLoad(id, () -> "a");
        cache.getOrLoad(id, () -> "b");
        cache.get(id);
        assertThatThrownBy(() -> cache.getOrLoad("other " + id, () -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(CompletionException.class);
        CacheStatistics counted = cache.statistics();

        assertThat(before.hits() + before.misses()).isZero();
        assertThat(counted.remoteHits()).isEqualTo(2);
        assertThat(counted.hits()).isEqualTo(2);
        assertThat(counted.misses()).isEqualTo(3);
        assertThat(counted.loads()).isEqualTo(1);
        assertThat(counted.loadTime()).isPositive();
        assertThat(counted.errors()).isEqualTo(1);
        assertThat(sameElsewhere.statistics().misses()).isZero();
        assertThat(node.caches().statistics()).containsEntry("named", counted);
    }

    @Test
    void disabledCache_callsLoadersAndStoresNothing() {
        node.properties.put("beacon.cache.\"off\".enabled", "false");
        Cache<String> off = node.cache("off", String.class);

        off.put(id, "a");
        assertThat(off.get(id)).isEmpty();
        assertThat(off.getOrLoad(id, () -> "b")).isEqualTo("b");
        assertThat(off.getAll(List.of(id))).isEmpty();
        assertThat(off.getOrLoadAll(List.of(id, "2"), missing -> Map.of(id, "c")))
                .isEqualTo(Map.of(id, "c"));
        assertThat(off.async().getOrLoad(id, () -> CompletableFuture.completedFuture("d")))
                .succeedsWithin(Duration.ofSeconds(1))
                .isEqualTo("d");
        Cache<String> on = other.cache("off", String.class);
        assertThat(on.get(id)).isEmpty();

        // nodes where it is read must not keep what is changed here
        on.put(id, "old");
        off.put(id, "new");
        assertThat(on.get(id)).isEmpty();
        on.put(id, "old");
        off.invalidate(id);
        assertThat(on.get(id)).isEmpty();
        on.put(id, "old");
        off.clear();
        assertThat(on.get(id)).isEmpty();
    }

    @Test
    void afterTheEndOfTheApplication_loadersAreCalledAndNothingFails() {
        node.close();

        assertThat(cache.getOrLoad(id, () -> "a")).isEqualTo("a");
        assertThat(cache.getOrLoadAll(List.of("1" + id), missing -> Map.of("1" + id, "b")))
                .hasSize(1);
        cache.put(id, "c");
        cache.invalidate(id);
        assertThat(cache.get("2" + id)).isEmpty();
    }

    @Test
    void callerThatReadsFreshValues_findsNothingAndReplacesWhatThereIs() {
        cache.put(id, "old");
        cache.put("2" + id, "old");
        cache.put("3" + id, "old");
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(scope).isNotNull();
            assertThat(cache.get(id)).isEmpty();
            assertThat(cache.getAll(List.of(id))).isEmpty();
            assertThat(cache.getOrLoad(id, () -> "new")).isEqualTo("new");
            assertThat(cache.async().getOrLoad("2" + id, () -> CompletableFuture.completedFuture("new")))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo("new");
            assertThat(cache.getOrLoadAll(List.of("3" + id), missing -> Map.of("3" + id, "new")))
                    .containsEntry("3" + id, "new");
        }

        assertThat(cache.getAll(List.of(id, "2" + id, "3" + id)).values()).containsExactly("new", "new", "new");
    }

    /** Their loads may read other caches, whose values must not be older. */
    @Test
    void callerThatReadsFreshValues_withoutWaiting_loadsSeveralWithinItsScope() throws Exception {
        cache.put("dependency " + id, "old");
        Future<@Nullable String> earlier = other.start(() ->
                sameElsewhere.getOrLoad("2" + id, () -> (String) load("old").call()));
        await().untilAtomic(loads, is(1));
        CompletableFuture<Map<String, String>> all;
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(scope).isNotNull();
            // the answer of the store, and with it the load, come on another thread
            CompletableFuture<Void> held = node.store.holdNextAnswer();
            all = cache.async()
                    .getOrLoadAll(List.of("1" + id, "2" + id), missing -> cache.async()
                            .getOrLoad("dependency " + id, () -> CompletableFuture.completedFuture("new"))
                            .thenApply(dependency -> {
                                Map<String, String> values = new HashMap<>();
                                missing.forEach(key -> values.put(key, key + dependency));
                                return values;
                            }))
                    .toCompletableFuture();
            Future<Boolean> answering = other.start(() -> held.complete(null));
            assertThat(all)
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(Map.of("1" + id, "1" + id + "new", "2" + id, "2" + id + "new"));
            assertThat(CacheRig.get(answering)).isTrue();
        }
        mayLoad.countDown();
        assertThat(CacheRig.get(earlier)).isEqualTo("old");
        assertThat(cache.get("dependency " + id)).contains("new");
    }

    /** Arrays are never equal as keys of a map, and arrays with the same content have one entry. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bulk_keysOfOneEntry_areReadAndLoadedOnce(boolean withinATransaction) {
        Cache<String> bytes = node.cache("bytes", String.class);
        byte[] one = id.getBytes(UTF_8);
        byte[] same = one.clone();
        List<Integer> asked = new ArrayList<>();
        if (withinATransaction) {
            node.transaction.set(new CacheTransaction());
        }

        byte[] absent = ("absent" + id).getBytes(UTF_8);

        assertThat(bytes.<Object>getOrLoadAll(List.of(absent, absent.clone()), missing -> {
                    asked.add(missing.size());
                    return Map.of();
                }))
                .isEmpty();
        Map<Object, String> all = bytes.getOrLoadAll(List.of(one, "another " + id, same), missing -> {
            asked.add(missing.size());
            return missing.stream().collect(Collectors.toMap(each -> each, each -> "a"));
        });

        assertThat(asked).containsExactly(1, 2);
        assertThat(all).hasSize(3).containsEntry(one, "a").containsEntry(same, "a");
        long misses = bytes.statistics().misses();
        assertThat(bytes.<Object>getAll(List.of(one, same))).hasSize(2);
        assertThat(bytes.async().<Object>getOrLoadAll(List.of(same, one), missing -> {
                    throw new AssertionError("all are there");
                }))
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(async -> assertThat(async).hasSize(2));
        assertThat(bytes.statistics().misses()).isEqualTo(misses);
    }

    @Test
    void interruptedCaller_ofABulk_letsTheNextOneReplaceAStaleValue() throws Exception {
        Cache<String> stale = node.cache(Lifetimes.of("stale"), String.class);
        stale.getOrLoad(id, () -> "old");
        await().untilAsserted(() -> assertThat(stale.get(id)).isEmpty());

        CompletableFuture<Void> held = node.store.holdNextAnswer();
        Thread.currentThread().interrupt();
        Map<String, String> all = stale.getOrLoadAll(List.of(id), missing -> Map.of(id, "alone"));
        assertThat(Thread.interrupted()).isTrue();
        held.complete(null);

        assertThat(all).containsEntry(id, "alone");
        await().untilAsserted(() -> assertThat(stale.getOrLoad(id, () -> "new")).isEqualTo("new"));
    }

    @Test
    void cacheThatMethodsOnlyChange_hasTheirTypeAndTheirKeys() throws Exception {
        node.declare("put");
        Cache<String> puts = node.cache("puts", String.class);

        node.change("put", 5L, id);
        assertThat(puts.get(5L)).contains(id);
        assertThatThrownBy(() -> puts.get(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.cache("puts", Integer.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String, as for @CachePut on");
    }

    @Test
    void getOrLoadAll_valuesThatCannotBeRead_areLoadedTogether() {
        cache.putAll(Map.of("1" + id, "a", "2" + id, "b"));
        Cache<Integer> numbers = node.cache("named", Integer.class);

        assertThat(numbers.getOrLoadAll(List.of("1" + id, "2" + id), missing -> {
                    loads.incrementAndGet();
                    return Map.of("1" + id, 1, "2" + id, 2);
                }))
                .hasSize(2);

        assertThat(loads).hasValue(1);
        assertThat(numbers.getAll(List.of("1" + id, "2" + id))).hasSize(2);
    }

    /** Its leases last until its end, and the other one may need what they hold. */
    @Test
    void getOrLoadAll_inATransaction_doesNotWaitForTheLoadsOfOthers() throws Exception {
        Future<@Nullable String> leader = other.start(
                () -> sameElsewhere.getOrLoad("1" + id, () -> (String) load("a").call()));
        await().untilAtomic(loads, is(1));

        CacheTransaction transaction = new CacheTransaction();
        Future<Map<String, String>> inside = node.start(() -> {
            node.transaction.set(transaction);
            return cache.getOrLoadAll(List.of("1" + id, "2" + id), missing -> Map.of("1" + id, "b", "2" + id, "c"));
        });

        assertThat(inside.get(5, TimeUnit.SECONDS)).isEqualTo(Map.of("1" + id, "b", "2" + id, "c"));
        transaction.end(CacheTransaction.Ending.COMMITTED);
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("a");
        assertThat(sameElsewhere.getAll(List.of("1" + id, "2" + id))).isEqualTo(Map.of("1" + id, "a", "2" + id, "c"));
    }

    @Test
    @SuppressWarnings("NullAway") // a mistake of a caller
    void asynchronousLoader_withoutAStage_fails() {
        assertThat(cache.async().getOrLoad(id, () -> null)).failsWithin(Duration.ofSeconds(10));
        assertThat(cache.async().getOrLoadAll(List.of(id), missing -> null)).failsWithin(Duration.ofSeconds(10));
        assertThat(cache.getOrLoad(id, () -> "a")).isEqualTo("a");
    }

    @Test
    void lifetimes_areThoseOfTheConfiguration() {
        node.properties.put("beacon.cache.\"short\".ttl", "2");
        Cache<String> shortLived = node.cache("short", String.class);

        shortLived.getOrLoad(id, () -> "a");

        assertThat(node.store.lifetimes()).containsExactly(Duration.ofSeconds(2));
    }
}
