package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that does not answer fails no method. Its values count again only when no invalidation is pending. */
abstract class OutageContract extends CacheContract {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final CacheRig node = node(TIMEOUT, Duration.ofSeconds(2), Duration.ofSeconds(10));
    private final CacheRig other = node();

    @ParameterizedTest
    @EnumSource(names = {"CUT", "STALLED"})
    void read_storeDoesNotAnswer_callsTheMethodAndStoresNothing(Line line) throws Exception {
        node.store.line(line);

        assertThat(node.read("price", () -> "5", id)).isEqualTo("5");
        assertThat(node.read("price", () -> "6", id)).isEqualTo("6");
    }

    @Test
    void read_storeDoesNotAnswer_loadsOnceOnThisNode() throws Exception {
        node.store.line(Line.CUT);
        List<Future<@Nullable Object>> callers = node.start(CALLERS, () -> node.read("price", load("5"), id));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).hasSize(CALLERS).containsOnly("5");
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_storeDoesNotAnswerAndLoaderFails_sharesTheFailure() throws Exception {
        node.store.line(Line.CUT);
        IllegalStateException failure = new IllegalStateException("no price");
        List<Future<Throwable>> callers = node.start(
                CALLERS,
                () -> catchThrowable(() -> node.read(
                        "price",
                        () -> {
                            load("").call();
                            throw failure;
                        },
                        id)));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).allMatch(thrown -> thrown == failure);
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_storeFailsDuringTheLoad_stillReturnsIt() throws Exception {
        Future<@Nullable Object> leader = node.start(() -> node.read("price", load("5"), id));
        await().untilAtomic(loads, is(1));
        node.store.line(Line.CUT);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sold", "soldOut", "reprice"})
    void change_storeDoesNotAnswer_isMadeUpForBeforeItsValuesAreTrusted(String change) throws Exception {
        node.read("price", () -> "old", id);
        node.store.line(Line.CUT);

        node.change(change, arguments(change));
        assertThat(node.read("price", () -> "from the source", id)).isEqualTo("from the source");
        node.store.line(Line.UP);

        assertThat(node.read("price", () -> "new", id)).isEqualTo("new");
        int calls = node.store.calls();
        assertThat(node.read("price", () -> "newer", id)).isEqualTo("new");
        assertThat(node.store.calls())
                .as("calls of a hit once all is made up for")
                .isEqualTo(calls + 1);
        assertThat(other.read("price", () -> "newer", id)).isEqualTo("new");
    }

    @Test
    void change_storeDoesNotAnswer_isMadeUpForWithoutAnyReader() throws Exception {
        node.read("price", () -> "old", id);
        node.store.line(Line.CUT);
        node.change("sold", id);
        node.store.line(Line.UP);

        await().untilAsserted(
                        () -> assertThat(other.read("price", () -> "new", id)).isEqualTo("new"));
    }

    @Test
    void change_storeDoesNotAnswer_laterCallersDoNotJoinAnOlderLoad() throws Exception {
        node.store.line(Line.CUT);
        Future<@Nullable Object> leader = node.start(() -> node.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));
        Future<@Nullable Object> leaderOfAnother = node.start(() -> node.read("price", load("old"), id + "x"));
        await().untilAtomic(loads, is(2));

        node.change("sold", id);
        Future<@Nullable Object> later = node.start(() -> node.read("price", () -> "new", id));
        node.awaitAllWaiting();
        node.change("soldOut");
        Future<@Nullable Object> laterOfAnother = node.start(() -> node.read("price", () -> "new", id + "x"));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(List.of(later, laterOfAnother))).containsOnly("new");
        assertThat(CacheRig.get(List.of(leader, leaderOfAnother))).containsOnly("old");
    }

    @Test
    void change_missedWhileALoadUnderALeaseGoesOn_doesNotLetItStore() throws Exception {
        Future<@Nullable Object> leader = node.start(() -> node.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));
        node.store.line(Line.CUT);
        node.change("sold", id);
        node.store.line(Line.UP);

        assertThat(node.read("price", () -> "new", id)).isEqualTo("new");
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(node.read("price", () -> "newer", id)).isEqualTo("new");
    }

    @Test
    void change_missedWhileOthersAreMadeUpFor_isWaitedForToo() throws Exception {
        CacheRig patient = node();
        patient.read("price", () -> "old", id);
        patient.store.line(Line.CUT);
        patient.change("sold", "another");
        patient.store.line(Line.STALLED);
        int calls = patient.store.calls();
        Future<@Nullable Object> attempt = patient.start(() -> patient.read("price", () -> "other", "another"));
        patient.awaitCalls(calls, 1);
        patient.store.line(Line.CUT);
        patient.change("sold", id);

        Future<@Nullable Object> reader = patient.start(() -> patient.read("price", () -> "new", id));
        patient.awaitAllWaiting();
        assertThat(attempt).isNotDone();
        patient.store.line(Line.UP);

        assertThat(CacheRig.get(reader)).isEqualTo("new");
    }

    @Test
    void change_tooManyToRemember_clearsTheirCache() throws Exception {
        node.read("price", () -> "old", id);
        node.store.line(Line.CUT);
        for (int i = 0; i < 501; i++) {
            node.change("sold", "other " + i);
        }
        node.change("sold", id);
        node.store.line(Line.UP);

        assertThat(node.read("price", () -> "new", id)).isEqualTo("new");
        await().untilAsserted(
                        () -> assertThat(other.read("price", () -> "newer", id)).isIn("new", "newer"));
        assertThat(node.store.largestInvalidation()).isEqualTo(100);
    }

    @Test
    void outage_isToldOnceAtItsBeginningAndOnceAtItsEnd() throws Exception {
        node.read("price", () -> "5", id);
        assertThat(node.events).isEmpty();
        node.store.line(Line.CUT);
        node.read("price", () -> "5", id);
        node.read("price", () -> "5", id);
        node.store.line(Line.UP);
        await().untilAsserted(() -> {
            node.read("price", () -> "5", id);
            assertThat(node.events).hasSizeGreaterThan(1);
        });
        node.read("price", () -> "5", id);

        assertThat(node.events)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(new StoreDegraded("cache", RedisErrorType.CONNECTION_ERROR)),
                        then -> assertThat(then).isInstanceOf(StoreRecovered.class));
    }

    /** Like the race of {@link InvalidationContract}, while the connection to the store comes and goes. */
    @Test
    void read_racingWithChangesAndOutages_neverReturnsWhatWasInvalidatedBefore() throws Exception {
        CacheRig patient = node();
        AtomicInteger source = new AtomicInteger();
        AtomicInteger invalidated = new AtomicInteger();
        List<Future<Integer>> readers = patient.start(4, () -> {
            int stale = 0;
            for (int i = 0; i < 2_000; i++) {
                int floor = invalidated.get();
                Object read = patient.read("priceAsNumber", source::get, id);
                stale += read instanceof Integer version && version >= floor ? 0 : 1;
            }
            return stale;
        });
        Future<Integer> writer = patient.start(() -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int outages = 0;
            while (readers.stream().anyMatch(reader -> !reader.isDone())) {
                Line line = random.nextInt(3) == 0 ? Line.CUT : Line.UP;
                outages += line == Line.CUT ? 1 : 0;
                patient.store.line(line);
                int version = source.incrementAndGet();
                patient.change(random.nextInt(10) == 0 ? "soldOut" : "sold", random.nextInt(10) == 0 ? "x" : id);
                patient.change("sold", id);
                invalidated.set(version);
                LockSupport.parkNanos(random.nextInt(100_000));
            }
            return outages;
        });

        assertThat(CacheRig.get(readers)).containsOnly(0);
        assertThat(CacheRig.get(writer)).isGreaterThan(10);
    }

    @Test
    void read_pendingIsMadeUpForLateAndTheLookIsNotAnswered_waitsForOneDeadlineInAll() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        CacheRig patient = node(timeout, Duration.ofSeconds(2), Duration.ofSeconds(10));
        patient.store.line(Line.CUT);
        patient.change("sold", id);
        patient.store.line(Line.STALLED);
        Instant asked = Instant.now();
        Future<@Nullable Object> reader = patient.start(() -> patient.read("price", () -> "5", id));
        await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        CompletableFuture<Void> unanswered = patient.store.holdNextAnswer();
        patient.store.line(Line.UP);

        assertThat(CacheRig.get(reader)).isEqualTo("5");
        assertThat(Duration.between(asked, Instant.now())).isBetween(timeout, Duration.ofMillis(1_500));
        assertThat(unanswered).isNotDone();
    }

    @ParameterizedTest
    @CsvSource({"both,false", "both,true", "bothBefore,false"})
    void change_severalOfOneMethodWhileTheStoreDoesNotAnswer_takeOneDeadlineTogether(String method, boolean stage)
            throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        CacheRig patient = node(timeout, Duration.ofSeconds(2), Duration.ofSeconds(10));
        patient.read("price", () -> "old", id);
        patient.read("stock", () -> "old", id);
        patient.store.line(Line.STALLED);

        Instant began = Instant.now();
        value(patient.change(method, () -> stage ? result(true, "") : null, id, id));
        assertThat(Duration.between(began, Instant.now())).isBetween(timeout, Duration.ofMillis(1_700));

        patient.store.line(Line.UP);
        assertThat(patient.read("price", () -> "new", id)).isEqualTo("new");
        assertThat(patient.read("stock", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void read_storeFailsDuringTheLoad_givesItToThoseWhoWait() throws Exception {
        List<Future<@Nullable Object>> callers = node.start(8, () -> node.read("price", load("5"), id));
        await().untilAtomic(loads, is(1));
        node.awaitAllWaiting();
        node.store.line(Line.CUT);
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).containsOnly("5");
        assertThat(loads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sold", "soldOut", "reprice"})
    void read_storeFailsDuringALoadThatAChangeOvertook_givesItToNobodyElse(String change) throws Exception {
        Future<@Nullable Object> leader = node.start(() -> node.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));
        List<Future<@Nullable Object>> waiting = node.start(8, () -> node.read("price", () -> "new", id));
        node.awaitAllWaiting();
        node.store.line(Line.CUT);
        node.change(change, arguments(change));
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(CacheRig.get(waiting)).containsOnly("new");
    }

    private Object[] arguments(String change) {
        return switch (change) {
            case "soldOut" -> new Object[0];
            case "sold" -> new Object[] {id};
            default -> new Object[] {id, "put"};
        };
    }

    @Test
    void change_rememberedAlreadyWhenNoMoreCanBe_clearsNothing() throws Exception {
        node.read("price", () -> "old", id);
        node.store.line(Line.CUT);
        for (int i = 0; i < 500; i++) {
            node.change("sold", "other " + i);
        }
        node.change("sold", "other 7");
        node.store.line(Line.UP);

        // it trusts the store again when no invalidation is pending
        await().untilAsserted(
                        () -> assertThat(node.read("price", () -> "new", id)).isEqualTo("old"));
        assertThat(other.read("price", () -> "new", id)).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void put_endsAfterItWasMadeUpFor_isMadeUpForAgain(boolean carriedOut) throws Exception {
        CompletableFuture<Void> late = carriedOut ? node.store.holdNextCall() : node.store.holdNextAnswer();
        node.change("reprice", id, "put");
        await().untilAsserted(
                        () -> assertThat(other.read("price", () -> "new", id)).isEqualTo("new"));

        if (carriedOut) {
            late.complete(null);
        } else {
            late.completeExceptionally(new StoreException(RedisErrorType.CONNECTION_ERROR, "the line is cut", null));
        }

        await().untilAsserted(
                        () -> assertThat(other.read("price", () -> "newer", id)).isEqualTo("newer"));
    }

    /** A busy machine may be late once, but not always. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read_storeDoesNotAnswer_takesNoLongerThanTheLookAndTheMethod(boolean pending) {
        Duration method = Duration.ofMillis(200);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            CacheRig frozen = node(TIMEOUT, Duration.ofSeconds(2), Duration.ofSeconds(10));
            if (pending) {
                frozen.store.line(Line.CUT);
                frozen.change("sold", "other " + id);
            }
            frozen.store.line(Line.STALLED);
            List<Future<Duration>> callers = frozen.start(4, () -> {
                Instant asked = Instant.now();
                frozen.read(
                        "price",
                        () -> {
                            LockSupport.parkNanos(method.toNanos());
                            return "5";
                        },
                        id);
                return Duration.between(asked, Instant.now());
            });

            assertThat(CacheRig.get(callers)).allSatisfy(took -> assertThat(took)
                    .isLessThanOrEqualTo(TIMEOUT.plus(method).plusMillis(50)));
        });
    }
}
