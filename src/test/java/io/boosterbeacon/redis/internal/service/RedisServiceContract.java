package io.boosterbeacon.redis.internal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.cache.SwitchableStore;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import io.boosterbeacon.redis.internal.cdi.LibraryNode;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.contract.StoreContract;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code getOrSet} and of the bulk operations, on every store. */
abstract class RedisServiceContract extends StoreContract {
    private final String key = random("key ");
    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch mayLoad = new CountDownLatch(1);
    private final List<Thread> callers = new ArrayList<>();

    @SuppressWarnings("ThreadLocalUsage") // of each test its own
    private final ThreadLocal<@Nullable CacheTransaction> transaction = new ThreadLocal<>();

    private final LibraryNode node = node();
    private final RedisService redis = node.service();

    record Person(String name) {}

    private static final Person ADA = new Person("Ada");
    private static final Person ALAN = new Person("Alan");

    private LibraryNode node() {
        Duration timeout = Duration.ofSeconds(5);
        return new LibraryNode(
                new SwitchableStore(store()),
                new ApplicationSettings("shop", Set.of(), false, Set.of()),
                new CacheSettings(
                        true,
                        timeout,
                        timeout,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        CacheValueSettings.DEFAULTS),
                Map.of(),
                event -> {},
                () -> Optional.ofNullable(transaction.get()),
                System::nanoTime);
    }

    @AfterEach
    void close() {
        callers.forEach(Thread::interrupt);
        node.close();
    }

    private Person getOrSet(Callable<Person> loader) {
        return redis.getOrSet(key, Person.class, LONG, loader);
    }

    private Callable<Person> load(Person value) {
        return () -> {
            loads.incrementAndGet();
            assertThat(mayLoad.await(30, TimeUnit.SECONDS)).isTrue();
            return value;
        };
    }

    private <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        callers.add(thread);
        thread.start();
        return result;
    }

    private void awaitAllWaiting() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                // on a busy machine, a caller may first wait for Redis itself as long as this
                .during(Duration.ofMillis(300))
                .until(() -> callers.stream()
                        .map(Thread::getState)
                        .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING));
    }

    @Test
    void getOrSet_manyCallers_loadOnceForAll() {
        List<CompletableFuture<Person>> all = Stream.generate(() -> start(() -> getOrSet(load(ADA))))
                .limit(THREADS)
                .toList();
        awaitAllWaiting();
        mayLoad.countDown();

        assertThat(all).extracting(StoreContract::await).containsOnly(ADA);
        assertThat(loads).hasValue(1);
        assertThat(getOrSet(load(ALAN))).isEqualTo(ADA);
        assertThat(redis.get(key)).contains("{\"name\":\"Ada\"}");
        assertThat(redis.ttl(key)).isPresent();
    }

    @Test
    void getOrSet_genericType_isBound() {
        TypeLiteral<Map<String, List<Person>>> people = new TypeLiteral<>() {};

        redis.getOrSet(key, people, LONG, () -> Map.of("all", List.of(ADA)));

        assertThat(redis.getOrSet(key, people, LONG, Map::of)).isEqualTo(Map.of("all", List.of(ADA)));
    }

    @Test
    void getOrSet_checkedExceptionOfTheLoader_isTheCauseForAll() {
        IOException failure = new IOException("no person");
        List<CompletableFuture<Throwable>> all = Stream.generate(() -> start(() -> catchThrowable(() -> getOrSet(() -> {
                    load(ADA).call();
                    throw failure;
                }))))
                .limit(THREADS)
                .toList();
        awaitAllWaiting();
        mayLoad.countDown();

        assertThat(all).extracting(StoreContract::await).allSatisfy(thrown -> assertThat(thrown)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure));
        assertThat(loads).hasValue(1);
        assertThat(getOrSet(() -> ALAN)).isEqualTo(ALAN);
    }

    @Test
    void getOrSet_uncheckedExceptionOfTheLoader_isPassedOn() {
        IllegalStateException failure = new IllegalStateException("no person");

        assertThatThrownBy(() -> getOrSet(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(getOrSet(() -> ALAN)).isEqualTo(ALAN);
    }

    @Test
    void getOrSet_loaderThrowsAnError_leavesTheKeyFree() {
        assertThatThrownBy(() -> getOrSet(() -> {
                    throw new LinkageError("a class is missing");
                }))
                .isInstanceOf(LinkageError.class);
        assertThatThrownBy(() -> await(redis.async().getOrSet(key, Person.class, LONG, () -> {
                    throw new LinkageError("a class is missing");
                })))
                .hasRootCauseInstanceOf(LinkageError.class);

        assertThat(start(() -> getOrSet(() -> ADA)))
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo(ADA);
    }

    @Test
    @SuppressWarnings("NullAway") // what a user's loader may do all the same
    void getOrSet_loaderReturnsNull_saysSoAndStoresNothing() {
        assertThatThrownBy(() -> getOrSet(() -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the loader of getOrSet returned null; accepted: a value");
        assertThat(catchThrowable(() -> await(redis.async()
                        .getOrSet(key, Person.class, LONG, () -> CompletableFuture.completedFuture(null)))))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the loader of getOrSet returned null; accepted: a value");
        assertThat(catchThrowable(() -> await(redis.async().getOrSet(key, Person.class, LONG, () -> null))))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the loader of getOrSet returned null; accepted: a value");
        assertThat(redis.exists(key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[1]", "null", "", "{\"name\":\"Ada\"} and more"})
    void getOrSet_whatDoesNotBind_isReplaced(String foreign) {
        redis.set(key, foreign, LONG);

        assertThat(redis.getJson(key, Person.class)).isEmpty();
        assertThat(getOrSet(() -> ADA)).isEqualTo(ADA);
        assertThat(redis.getJson(key, Person.class)).contains(ADA);

        redis.set(key, foreign, LONG);
        assertThat(await(
                        redis.async().getOrSet(key, Person.class, LONG, () -> CompletableFuture.completedFuture(ALAN))))
                .isEqualTo(ALAN);
        assertThat(redis.getJson(key, Person.class)).contains(ALAN);
    }

    static Stream<BiConsumer<RedisService, String>> changes() {
        return Stream.of(
                (redis, key) -> redis.set(key, "{\"name\":\"Alan\"}", LONG),
                (redis, key) -> redis.setWithoutExpiry(key, "{\"name\":\"Alan\"}"),
                (redis, key) -> redis.setJson(key, ALAN, LONG),
                (redis, key) -> redis.setAllJson(Map.of(key, ALAN), LONG),
                (redis, key) -> redis.delete(key));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void getOrSet_keyChangedDuringTheLoad_givesTheLoaderItsValueAndStoresNothing(
            BiConsumer<RedisService, String> change) {
        CompletableFuture<Person> leader = start(() -> getOrSet(load(ADA)));
        Awaitility.await().untilAtomic(loads, is(1));

        change.accept(redis, key);
        assertThat(getOrSet(() -> ALAN)).isEqualTo(ALAN);
        mayLoad.countDown();

        assertThat(await(leader)).isEqualTo(ADA);
        assertThat(redis.getJson(key, Person.class)).contains(ALAN);
    }

    @Test
    void getAllJson_keysInAnyOrder_keepTheirs() {
        List<String> keys =
                Stream.iterate(0, i -> i + 1).limit(50).map(i -> random("key")).toList();
        keys.stream().sorted().forEach(each -> redis.setJson(each, new Person(each), LONG));
        redis.set(keys.get(7), "no json", LONG);
        redis.delete(keys.get(9));
        List<String> expected = new ArrayList<>(keys);
        expected.removeAll(List.of(keys.get(7), keys.get(9)));

        Map<String, Person> found = redis.getAllJson(keys, Person.class);

        assertThat(found.keySet()).containsExactlyElementsOf(expected);
        assertThat(found).allSatisfy((each, person) -> assertThat(person.name()).isEqualTo(each));
        assertThat(redis.getAllJson(List.of(), Person.class)).isEmpty();
    }

    @Test
    void arguments_outOfRange_areRefusedBeforeAnythingElse() {
        for (Duration ttl :
                List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(1), Duration.ofDays(40_000))) {
            assertThatThrownBy(() -> redis.set(key, "", ttl))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ttl is " + ttl + "; accepted: PT0.001S to PT878400H");
            assertThatThrownBy(() -> redis.getOrSet(key, Person.class, ttl, load(ADA)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad : List.of("", "x".repeat(513))) {
            assertThatThrownBy(() -> redis.get(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key has " + bad.length() + " characters; accepted: 1 to 512");
            assertThatThrownBy(() -> redis.delete(key, bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(loads).hasValue(0);
    }

    /** It cannot be written as JSON, because it contains itself. */
    static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }

    @Test
    void getOrSet_valueThatJsonDoesNotGiveBack_isReturnedAndNotStored() {
        Endless endless = new Endless();

        assertThat(redis.getOrSet(key, Endless.class, LONG, () -> endless)).isSameAs(endless);
        assertThat(await(redis.async()
                        .getOrSet(key, Endless.class, LONG, () -> CompletableFuture.completedFuture(endless))
                        .toCompletableFuture()))
                .isSameAs(endless);
        assertThat(redis.getOrSet(key, new TypeLiteral<List<? extends Number>>() {}, LONG, () -> List.of(5L)))
                .isEqualTo(List.of(5L));
        assertThat(redis.exists(key)).isFalse();
    }

    @Test
    void getOrSet_zoneAndOrder_areTheValues() {
        ZonedDateTime noon = ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));
        Map<String, ZonedDateTime> times = new LinkedHashMap<>();
        times.put("z", noon);
        times.put("a", noon.plusDays(1));
        TypeLiteral<Map<String, ZonedDateTime>> type = new TypeLiteral<>() {};

        redis.getOrSet(key, type, LONG, () -> times);

        assertThat(redis.getOrSet(key, type, LONG, Map::of)).containsExactlyEntriesOf(times);
        assertThat(redis.getJson(key, type))
                .hasValueSatisfying(read -> assertThat(read).containsExactlyEntriesOf(times));
    }

    @Test
    void getOrSet_typesThatSayNothing_areRefusedBeforeAnythingElse() {
        for (Class<?> type : List.of(Object.class, List.class, Stream.class, Iterator.class)) {
            assertThatThrownBy(() -> redis.getOrSet(key, type, LONG, () -> {
                        throw new AssertionError("loaded");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("type is " + type.getName() + "; accepted: ");
        }
    }

    @Test
    void setJson_valueWithoutJson_saysWhyAndLeavesTheKey() {
        redis.setJson(key, ADA, LONG);

        assertThatThrownBy(() -> redis.setJson(key, new Endless(), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot write " + Endless.class.getName() + " as JSON: ");
        assertThat(redis.getJson(key, Person.class)).contains(ADA);
    }

    private CacheTransaction begin() {
        CacheTransaction begun = new CacheTransaction();
        transaction.set(begun);
        return begun;
    }

    private void end(CacheTransaction begun, Ending how) {
        transaction.remove();
        begun.end(how);
    }

    private Person getOrSet(boolean async, Callable<Person> loader) throws Exception {
        return async
                ? await(redis.async().getOrSet(key, Person.class, LONG, () -> {
                    try {
                        return CompletableFuture.completedFuture(loader.call());
                    } catch (Exception e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }))
                : getOrSet(loader);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrSet_withinATransaction_isStoredAfterItsCommit(boolean async) throws Exception {
        CacheTransaction begun = begin();
        assertThat(getOrSet(async, () -> ADA)).isEqualTo(ADA);
        assertThat(getOrSet(async, () -> ALAN)).as("its own load").isEqualTo(ADA);
        assertThat(redis.exists(key)).isFalse();
        end(begun, Ending.COMMITTED);

        assertThat(redis.getJson(key, Person.class)).contains(ADA);
        assertThat(getOrSet(async, () -> ALAN)).isEqualTo(ADA);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrSet_withinATransactionThatDoesNotCommit_leavesNothing(boolean async) throws Exception {
        for (Ending how : new Ending[] {Ending.ROLLED_BACK, Ending.IN_DOUBT}) {
            CacheTransaction begun = begin();
            assertThat(getOrSet(async, () -> ADA)).isEqualTo(ADA);
            end(begun, how);

            assertThat(redis.exists(key)).isFalse();
        }
        assertThat(getOrSet(async, () -> ALAN)).isEqualTo(ALAN);
    }

    @Test
    void getOrSet_ofAStageThatEndsAfterTheTransaction_isStoredIfThatHasCommitted() {
        for (Ending how : new Ending[] {Ending.ROLLED_BACK, Ending.COMMITTED}) {
            CompletableFuture<Person> later = new CompletableFuture<>();
            CacheTransaction begun = begin();
            CompletionStage<Person> got = redis.async().getOrSet(key, Person.class, LONG, () -> later);
            end(begun, how);
            later.complete(ADA);

            assertThat(await(got)).isEqualTo(ADA);
            assertThat(redis.exists(key)).isEqualTo(how == Ending.COMMITTED);
        }
    }

    /** Before the commit, others may load again what the transaction has changed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getOrSet_ofAKeyThatTheTransactionHasDeleted_isLoadedAndNotStored(boolean async) throws Exception {
        CacheTransaction begun = begin();
        getOrSet(async, () -> ADA);
        redis.delete(key);
        CacheTransaction suspended = transaction.get();
        transaction.remove();
        assertThat(getOrSet(async, () -> ADA)).isEqualTo(ADA);
        transaction.set(suspended);

        assertThat(getOrSet(async, () -> ALAN)).isEqualTo(ALAN);
        end(begun, Ending.COMMITTED);
        assertThat(redis.getJson(key, Person.class)).contains(ADA);
    }

    @Test
    void write_withinATransaction_isMadeAtOnceAndReadByItToo() {
        CacheTransaction begun = begin();
        getOrSet(() -> ADA);
        redis.delete(key);
        redis.setJson(key, ALAN, LONG);

        assertThat(getOrSet(() -> ADA)).isEqualTo(ALAN);
        end(begun, Ending.ROLLED_BACK);
        assertThat(redis.getJson(key, Person.class)).contains(ALAN);
    }

    @Test
    void write_afterALoadOfTheTransaction_isNotReplacedByTheLoad() {
        CacheTransaction begun = begin();
        getOrSet(() -> ADA);
        redis.setAllJson(Map.of(key, ALAN), LONG);
        assertThat(getOrSet(() -> ADA)).isEqualTo(ALAN);
        end(begun, Ending.COMMITTED);

        assertThat(redis.getJson(key, Person.class)).contains(ALAN);
    }
}
