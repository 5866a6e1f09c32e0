package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is loaded once for all callers, whatever the outcome. Two nodes share a store. */
abstract class SingleLoadContract extends CacheContract {
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final CacheRig node = node();
    private final CacheRig other = node();

    @Test
    void read_coldKeyByManyCallersOnTwoNodes_loadsOnceForAll() throws Exception {
        List<Future<@Nullable Object>> here = node.start(CALLERS, () -> node.read("price", load("5"), id));
        List<Future<@Nullable Object>> there = other.start(CALLERS, () -> other.read("price", load("5"), id));
        node.awaitAllWaiting();
        other.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(here)).hasSize(CALLERS).containsOnly("5");
        assertThat(CacheRig.get(there)).hasSize(CALLERS).containsOnly("5");
        assertThat(loads).hasValue(1);
    }

    /** The look-up that callers share was answered before the invalidation, which was before the last caller. */
    @Test
    void waiter_thatBeginsAfterOthersHaveLookedUp_doesNotGetTheirValue() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Future<@Nullable Object> first = other.start(() -> other.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));
        int calls = node.store.calls();
        Future<@Nullable Object> early = node.start(() -> node.read("price", () -> "early", id));
        // it looks up, subscribes to the end of the lease, and looks up again
        node.awaitCalls(calls, 3);
        CompletableFuture<Void> answer = node.store.holdNextAnswer();
        mayLoad.countDown();
        assertThat(CacheRig.get(first)).isEqualTo("old");
        node.awaitCalls(calls, 4);
        other.change("sold", id);
        Future<@Nullable Object> load = other.start(() -> other.read(
                "price",
                () -> {
                    loads.incrementAndGet();
                    second.await();
                    return "new";
                },
                id));
        await().untilAtomic(loads, is(2));
        Future<@Nullable Object> late = node.start(() -> node.read("price", () -> "late", id));
        node.awaitCalls(calls, 7);
        second.countDown();
        assertThat(CacheRig.get(load)).isEqualTo("new");
        node.awaitCalls(calls, 8);
        answer.complete(null);

        assertThat(CacheRig.get(late)).isEqualTo("new");
        assertThat(CacheRig.get(early)).isIn("old", "new");
    }

    @Test
    void read_warmKey_doesNotLoad() throws Exception {
        mayLoad.countDown();
        node.read("price", load("5"), id);

        assertThat(other.read("price", load("6"), id)).isEqualTo("5");
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_failingLoader_isCalledOnceAndItsFailureShared() throws Exception {
        IOException failure = new IOException("no price");
        List<Future<Throwable>> callers = node.start(
                CALLERS,
                () -> catchThrowable(() -> node.read(
                        "price",
                        () -> {
                            load(null).call();
                            throw failure;
                        },
                        id)));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).hasSize(CALLERS).allMatch(thrown -> thrown == failure);
        assertThat(loads).hasValue(1);
        assertThat(node.read("price", load("5"), id)).isEqualTo("5");
    }

    @Test
    void read_othersHearOfTheLeaseBeforeItsHolder_theyShareItsFailureAllTheSame() throws Exception {
        mayLoad.countDown();
        IOException failure = new IOException("no price");
        Callable<Throwable> caller = () -> catchThrowable(() -> node.read(
                "price",
                () -> {
                    load(null).call();
                    throw failure;
                },
                id));
        int before = node.store.calls();
        CompletableFuture<Void> granted = node.store.holdNextAnswer();
        Future<Throwable> leader = node.start(caller);
        node.awaitCalls(before, 1);
        Future<Throwable> other = node.start(caller);
        node.awaitAllWaiting();
        granted.complete(null);

        assertThat(CacheRig.get(List.of(leader, other))).containsOnly(failure);
        assertThat(loads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "stock"})
    void read_loaderReturnsNull_isSharedByAllWhoWait(String method) throws Exception {
        List<Future<@Nullable Object>> callers = node.start(CALLERS, () -> node.read(method, load(null), id));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).hasSize(CALLERS).containsOnlyNulls();
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_nullWithoutALifetime_isNotStored() throws Exception {
        mayLoad.countDown();
        node.read("price", load(null), id);

        assertThat(node.store.lifetimes()).isEmpty();
        assertThat(node.read("price", load("5"), id)).isEqualTo("5");
        assertThat(loads).hasValue(2);
    }

    @Test
    void read_nullWithALifetime_isStored() throws Exception {
        mayLoad.countDown();
        node.read("stock", load(null), id);

        assertThat(other.read("stock", load("5"), id)).isNull();
        assertThat(loads).hasValue(1);
        node.read("offer", Optional::empty, id);
        assertThat(other.read("offer", () -> Optional.of("5"), id)).isEqualTo(Optional.empty());
    }

    @Test
    void read_loaderSlowerThanTheLease_isStillTheOnlyOne() throws Exception {
        Duration lease = Duration.ofMillis(300);
        CacheRig slow = node(CacheRig.TIMEOUT, lease, Duration.ofSeconds(30));
        Future<@Nullable Object> leader = slow.start(() -> slow.read("price", load("5"), id));
        await().untilAtomic(loads, is(1));
        Future<@Nullable Object> waiter = other.start(() -> other.read("price", load("6"), id));

        await().pollDelay(lease.multipliedBy(4)).until(() -> true);
        assertThat(loads).hasValue(1);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("5");
        assertThat(CacheRig.get(waiter)).isEqualTo("5");
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_leaseOfADeadNode_isReplacedWhenItEnds() throws Exception {
        mayLoad.countDown();
        store().cache()
                .readOrLease(node.entry("price", id), "of a dead node", Duration.ofMillis(200))
                .toCompletableFuture()
                .join();

        assertThat(node.read("price", load("5"), id)).isEqualTo("5");
        assertThat(other.read("price", load("6"), id)).isEqualTo("5");
    }

    /** With the default settings. A node that dies right after it has renewed its lease is the worst case. */
    @Test
    void read_nodeDiesDuringItsLoad_isReplacedWithinThreeSeconds() throws Exception {
        CacheSettings defaults = LoadNode.settings();
        CacheRig waiting = node(defaults);
        CacheEntry entry = waiting.entry("price", id);
        CacheStore shared = store().cache();
        shared.readOrLease(entry, "of a dead node", defaults.lease())
                .toCompletableFuture()
                .join();
        mayLoad.countDown();
        Future<Long> replaced = waiting.start(() -> {
            waiting.read("price", load("5"), id);
            return System.nanoTime();
        });
        long begun = System.nanoTime();
        long died = begun;
        while (died - begun < Duration.ofMillis(1_300).toNanos()) {
            TimeUnit.MILLISECONDS.sleep(50);
            died = System.nanoTime();
            assertThat(shared.renew(entry, "of a dead node", defaults.lease())
                            .toCompletableFuture()
                            .join())
                    .isTrue();
        }

        assertThat(Duration.ofNanos(CacheRig.get(replaced) - died))
                .isBetween(defaults.lease().minusMillis(100), Duration.ofSeconds(3));
    }

    @Test
    void read_ofTheSameKeyWithinItsLoader_endsAfterTheLoadWait() throws Exception {
        CacheRig patient = node(CacheRig.TIMEOUT, Duration.ofMinutes(1), Duration.ofMillis(200));
        Future<@Nullable Object> caller = patient.start(
                () -> patient.read("price", () -> "outer of " + patient.read("price", () -> "inner", id), id));

        assertThat(CacheRig.get(caller)).isEqualTo("outer of inner");
        assertThat(patient.read("price", () -> "no", id)).isEqualTo("outer of inner");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200})
    void read_othersLoadTakesLongerThanTheLoadWait_loadsByItselfAndStoresNothing(long wait) throws Exception {
        CacheRig patient = node(CacheRig.TIMEOUT, Duration.ofMinutes(1), Duration.ofMillis(wait));
        Future<@Nullable Object> leader = patient.start(() -> patient.read("price", load("slow"), id));
        await().untilAtomic(loads, is(1));

        assertThat(patient.read("price", () -> "mine", id)).isEqualTo("mine");
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("slow");
        assertThat(patient.read("price", () -> "no", id)).isEqualTo("slow");
    }

    @Test
    void lease_grantedAfterItsDeadline_isGivenBack() throws Exception {
        CacheRig hasty = node(new CacheSettings(
                true,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                LEASE,
                CacheRig.SETTINGS.loadWait(),
                CacheValueSettings.DEFAULTS));
        CompletableFuture<Void> granted = hasty.store.holdNextAnswer();
        mayLoad.countDown();

        assertThat(hasty.read("price", load("5"), id)).isEqualTo("5");
        granted.complete(null);

        Instant asked = Instant.now();
        assertThat(other.read("price", load("6"), id)).isEqualTo("6");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(LEASE);
    }

    @Test
    void lease_grantedAfterItsDeadlineWhileWritesAreRefused_isGivenBack() throws Exception {
        CacheRig hasty = node(new CacheSettings(
                true,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                LEASE,
                CacheRig.SETTINGS.loadWait(),
                CacheValueSettings.DEFAULTS));
        hasty.keepCircuitsOpen();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            hasty.read(
                    "price",
                    () -> {
                        hasty.store.line(Line.CUT);
                        return "not stored";
                    },
                    UUID.randomUUID().toString());
            hasty.store.line(Line.UP);
            return hasty.refusesWrites();
        });
        CompletableFuture<Void> granted = hasty.store.holdNextAnswer();

        assertThat(hasty.read("price", () -> "5", id)).isEqualTo("5");
        granted.complete(null);

        Instant asked = Instant.now();
        assertThat(other.read("price", () -> "6", id)).isEqualTo("6");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(LEASE.dividedBy(2));
    }

    @Test
    void lease_ofALoadThatNobodyWaitsForAnyMore_isLeftToTheNext() throws Exception {
        CacheSettings impatient = new CacheSettings(
                true,
                CacheRig.TIMEOUT,
                CacheRig.TIMEOUT,
                Duration.ofMillis(300),
                Duration.ofMillis(400),
                CacheValueSettings.DEFAULTS);
        CacheRig stuck = node(impatient);
        Future<@Nullable Object> never = stuck.start(() -> stuck.read("price", load("5"), id));
        stuck.awaitAllWaiting();

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            other.read("price", () -> "6", id);
            assertThat(other.read("price", () -> "7", id)).isEqualTo("6");
        });
        mayLoad.countDown();

        assertThat(CacheRig.get(never)).isEqualTo("5");
        assertThat(other.read("price", () -> "7", id)).isEqualTo("6");
    }
}
