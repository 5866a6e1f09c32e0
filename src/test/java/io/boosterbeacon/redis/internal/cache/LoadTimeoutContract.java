package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loads that take longer than their callers wait. */
@SuppressWarnings("try") // a scope is open, and not used otherwise
abstract class LoadTimeoutContract extends CacheContract {
    private final CacheRig node = node(Slow.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Slow.class, CacheRig.SETTINGS);

    /** Annotated methods, whose bodies the tests provide. */
    @ApplicationScoped
    interface Slow {
        @Cached(cacheName = "slow", hardLoadTimeout = 200)
        String hard(String id);

        @Cached(cacheName = "slow", hardLoadTimeout = 200)
        CompletionStage<String> hardLater(String id);

        @Cached(cacheName = "slow-list", hardLoadTimeout = 200)
        String ofList(List<String> ids);

        @Cached(cacheName = "patient", hardLoadTimeout = 20_000)
        String patient(String id);

        @Cached(cacheName = "soft", ttl = 100, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS, softLoadTimeout = 300)
        String soft(String id);

        @Cached(
                cacheName = "patient-soft",
                ttl = 100,
                staleTtl = 60_000,
                ttlUnit = ChronoUnit.MILLIS,
                softLoadTimeout = 20_000)
        String patientSoft(String id);

        @Cached(cacheName = "last-known", ttl = 60, staleTtl = 600, hardLoadTimeout = 200)
        String lastKnown(String id);

        @CacheInvalidate(cacheName = "last-known")
        void changed(String id);

        @CacheInvalidate(cacheName = "slow")
        void slowChanged(String id);
    }

    /** A bean of a request. */
    @RequestScoped
    interface OfARequest {
        @Cached(cacheName = "slow", hardLoadTimeout = 200)
        CompletionStage<String> hardLater(String id);
    }

    private void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - end >= 0);
    }

    @Test
    void hardTimeout_withoutAValue_throwsAndTheLoadGoesOn() throws Exception {
        assertThatThrownBy(() -> node.read("hard", load("late"), id))
                .isInstanceOf(CacheLoadTimeoutException.class)
                .hasMessage("cache \"slow\" has no value, and its load takes longer than hardLoadTimeout, 200 ms");
        mayLoad.countDown();

        await().untilAsserted(
                        () -> assertThat(other.read("hard", () -> "mine", id)).isEqualTo("late"));
        assertThat(loads).hasValue(1);
    }

    @Test
    void hardTimeout_ofAStage_failsTheStageAndTheLoadGoesOn() throws Exception {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletionStage<String> stage = late;
        for (CacheRig each : List.of(node, node(OfARequest.class, CacheRig.SETTINGS))) {
            assertThatThrownBy(() -> value(each.read("hardLater", () -> stage, id)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(CacheLoadTimeoutException.class);
            node.change("slowChanged", id);
        }

        assertThatThrownBy(() -> value(node.read("hardLater", () -> stage, id)))
                .hasCauseInstanceOf(CacheLoadTimeoutException.class);
        late.complete("late");
        await().untilAsserted(
                        () -> assertThat(other.read("hard", () -> "mine", id)).isEqualTo("late"));
    }

    @Test
    void hardTimeout_ofAStageThatWaitsForAnotherCaller_failsTheStage() throws Exception {
        Future<@Nullable Object> leader = node.start(() -> node.read("hardLater", load(new CompletableFuture<>()), id));
        await().untilAtomic(loads, is(1));
        for (CacheRig each : List.of(node, other)) {
            Object stage = each.read("hardLater", () -> result(true, "mine"), id);
            assertThatThrownBy(() -> value(stage)).hasCauseInstanceOf(CacheLoadTimeoutException.class);
        }
        mayLoad.countDown();
        assertThatThrownBy(() -> value(CacheRig.get(leader))).hasCauseInstanceOf(CacheLoadTimeoutException.class);
    }

    @Test
    void hardTimeout_countsForCallersThatWaitForAnother() throws Exception {
        for (CacheRig each : List.of(node, other)) {
            List<Future<@Nullable Object>> callers = each.start(8, () -> {
                try {
                    return each.read("hard", load("late"), id);
                } catch (CacheLoadTimeoutException e) {
                    return "timed out";
                }
            });
            assertThat(CacheRig.get(callers)).containsOnly("timed out");
        }
        assertThat(loads).hasValue(1);
        mayLoad.countDown();
    }

    @Test
    void loadInTime_isReturned_andItsFailureThrownUnchanged() throws Exception {
        assertThat(node.read("patient", () -> "value", id)).isEqualTo("value");
        for (Exception failure : List.of(
                new IOException("down"),
                new TimeoutException("its own"),
                new InterruptedException("its own"),
                new RejectedExecutionException("its own"),
                new CompletionException(new IOException()))) {
            loads.set(0);
            assertThatThrownBy(() -> node.read(
                            "patient",
                            () -> {
                                loads.incrementAndGet();
                                throw failure;
                            },
                            id + failure))
                    .isSameAs(failure);
            assertThat(loads).hasValue(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void softTimeout_theNewValueComesInTime_isReturnedToTheCallerThatReplaces() throws Exception {
        node.read("patientSoft", () -> "old", id);
        pass(Duration.ofMillis(200));

        assertThat(node.read("patientSoft", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void softTimeout_theNewValueIsLate_returnsTheStaleOneAndTheLoadGoesOn() throws Exception {
        node.read("soft", () -> "old", id);
        pass(Duration.ofMillis(200));

        long begin = System.nanoTime();
        assertThat(node.read("soft", load("late"), id)).isEqualTo("old");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        for (CacheRig each : List.of(node, other)) {
            assertThat(CacheRig.get(each.start(4, () -> each.read("soft", () -> "mine", id))))
                    .containsOnly("old");
        }
        mayLoad.countDown();

        await().untilAsserted(
                        () -> assertThat(other.read("soft", () -> "newer", id)).isNotEqualTo("old"));
        assertThat(loads).hasValue(1);
    }

    @Test
    void softTimeout_theLoadFails_returnsTheStaleValue() throws Exception {
        node.read("patientSoft", () -> "old", id);
        pass(Duration.ofMillis(200));

        assertThat(node.read(
                        "patientSoft",
                        () -> {
                            throw new IOException("down");
                        },
                        id))
                .isEqualTo("old");
    }

    /** Its thread has the transaction, and no other one has. */
    @Test
    void hardTimeout_withinATransaction_hasNoEffect() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        Thread caller = Thread.currentThread();

        assertThat(node.read(
                        "hard",
                        () -> {
                            pass(Duration.ofMillis(400));
                            return Thread.currentThread() == caller ? "value" : "on another thread";
                        },
                        id))
                .isEqualTo("value");
        node.transaction.remove();
        transaction.end(Ending.COMMITTED);
        assertThat(other.read("hard", () -> "no", id)).isEqualTo("value");
    }

    @Test
    void hardTimeout_withALastKnownValue_returnsIt() throws Exception {
        node.read("lastKnown", () -> "known", id);
        other.change("changed", id);

        assertThat(node.read("lastKnown", load("late"), id)).isEqualTo("known");
        mayLoad.countDown();
    }

    @Test
    void hardTimeout_withinAScopeOfBypass_returnsNoOlderValueAndItsLoadIsFresh() throws Exception {
        node.read("lastKnown", () -> "known", id);
        node.read("patient", () -> "old part", id);
        Callable<@Nullable Object> slow = () -> {
            loads.incrementAndGet();
            boolean unused = mayLoad.await(30, TimeUnit.SECONDS);
            return node.read("patient", () -> "new part", id);
        };
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThatThrownBy(() -> node.read("lastKnown", slow, id)).isInstanceOf(CacheLoadTimeoutException.class);
        }
        await().untilAtomic(loads, is(1));
        mayLoad.countDown();

        await().untilAsserted(() ->
                assertThat(other.read("lastKnown", () -> "no", id)).isEqualTo("new part"));
    }

    @Test
    void argumentsModifiedAfterTheTimeout_areNotTakenForTheOldOnes() throws Exception {
        List<String> ids = new ArrayList<>(List.of(id));
        assertThatThrownBy(() -> node.read("ofList", load("of another key"), ids))
                .isInstanceOf(CacheLoadTimeoutException.class);
        ids.add("another");
        mayLoad.countDown();

        await().untilAsserted(() ->
                assertThat(node.read("ofList", () -> "mine", List.of(id))).isEqualTo("mine"));
    }

    @Test
    void invalidationDuringAnAbandonedLoad_keepsItsValueOutOfTheStore() throws Exception {
        assertThatThrownBy(() -> node.read("hard", load("overtaken"), id))
                .isInstanceOf(CacheLoadTimeoutException.class);
        other.change("slowChanged", id);
        assertThat(other.read("hard", () -> "new", id)).isEqualTo("new");
        mayLoad.countDown();

        pass(Duration.ofMillis(100));
        assertThat(node.read("hard", () -> "newer", id)).isEqualTo("new");
    }
}
