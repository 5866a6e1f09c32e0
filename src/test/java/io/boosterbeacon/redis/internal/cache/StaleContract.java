package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node answers with the stale value that it has last seen if the store does not answer, or if the method throws. */
abstract class StaleContract extends CacheContract {
    private final CacheRig node = node(Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofSeconds(10));
    private final CacheRig other = node();

    @ParameterizedTest
    @ValueSource(strings = {"news", "newsLater"})
    void staleTtl_storeDoesNotAnswerOrMethodFails_servesTheLastValue(String method) throws Exception {
        boolean stage = method.equals("newsLater");
        assertThat(value(node.read(method, () -> result(stage, "old"), id))).isEqualTo("old");

        node.store.line(Line.CUT);
        assertThat(value(node.read(method, () -> result(stage, "new"), id))).isEqualTo("old");
        node.store.line(Line.UP);
        // the store has lost it, and this node knows it; the circuit may still be open
        other.change("happened", id);
        await().untilAsserted(() ->
                assertThat(other.read("news", () -> "elsewhere", "other " + id)).isEqualTo("elsewhere"));
        assertThat(value(node.read(
                        method,
                        () -> {
                            throw new IOException("no news");
                        },
                        id)))
                .isEqualTo("old");
        if (stage) {
            CompletableFuture<String> failed = CompletableFuture.failedFuture(new IOException("no news"));
            assertThat(value(node.read(method, () -> failed, id))).isEqualTo("old");
        }

        node.later.set(Duration.ofMinutes(10).toNanos());
        assertThat(value(node.read(method, () -> result(stage, "new"), id))).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"happened", "allHappened"})
    void staleTtl_afterAnInvalidationOnThisNode_servesNothingOlder(String change) throws Exception {
        node.read("news", () -> "old", id);
        node.store.line(Line.CUT);
        node.change(change, change.equals("happened") ? new Object[] {id} : new Object[0]);

        assertThat(node.read("news", () -> "new", id)).isEqualTo("new");
        IOException failure = new IOException("no news");
        node.change(change, change.equals("happened") ? new Object[] {id} : new Object[0]);
        assertThat(catchThrowable(() -> node.read(
                        "news",
                        () -> {
                            throw failure;
                        },
                        id)))
                .isSameAs(failure);
    }

    @Test
    void staleTtl_loadThatAnInvalidationOvertook_isNotKept() throws Exception {
        Future<@Nullable Object> leader = node.start(() -> node.read("news", load("old"), id));
        await().untilAtomic(loads, is(1));
        node.change("happened", id);
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("old");

        node.store.line(Line.CUT);
        assertThat(node.read("news", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void staleTtl_newerNullThatIsNotKept_takesThePlaceOfTheLastValue() throws Exception {
        node.read("news", () -> "old", id);
        other.change("happened", id);
        assertThat(node.read("news", () -> null, id)).isNull();

        node.store.line(Line.CUT);
        assertThat(node.read("news", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void staleTtl_nullOfAnothersLoadThatIsNotKept_takesThePlaceOfTheLastValue() throws Exception {
        node.read("news", () -> "old", id);
        other.change("happened", id);
        List<Future<@Nullable Object>> callers = node.start(8, () -> node.read("news", load(null), id));
        node.awaitAllWaiting();
        mayLoad.countDown();
        assertThat(CacheRig.get(callers)).containsOnlyNulls();

        node.store.line(Line.CUT);
        assertThat(node.read("news", () -> "new", id)).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 200})
    void staleTtl_othersLoadTakesTooLongWhileTheStoreAnswers_callsTheMethod(long wait) throws Exception {
        CacheRig patient = node(CacheRig.TIMEOUT, Duration.ofMinutes(1), Duration.ofMillis(wait));
        patient.read("news", () -> "old", id);
        other.change("happened", id);
        Future<@Nullable Object> leader = other.start(() -> other.read("news", load("slow"), id));
        await().untilAtomic(loads, is(1));

        assertThat(patient.read("news", () -> "mine", id)).isEqualTo("mine");
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("slow");
    }

    @Test
    void staleTtl_servedToManyAtOnce_doesNotLiveLongerForThat() throws Exception {
        node.read("news", () -> "old", id);
        node.store.line(Line.STALLED);
        node.later.set(Duration.ofMinutes(9).toNanos());
        assertThat(CacheRig.get(node.start(8, () -> node.read("news", () -> "new", id))))
                .containsOnly("old");

        node.later.set(Duration.ofMinutes(10).toNanos());
        assertThat(node.read("news", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void staleTtl_ofAMethodThatSharesItsEntries_holdsForItAlone() throws Exception {
        node.read("news", () -> "old", id);
        other.change("happened", id);
        Callable<@Nullable Object> failing = load(null);
        Future<@Nullable Object> leader = node.start(() -> node.read(
                "news",
                () -> {
                    failing.call();
                    throw new IOException("no news");
                },
                id));
        await().untilAtomic(loads, is(1));
        Future<@Nullable Object> follower = node.start(() -> node.read("freshNews", () -> "fresh", id));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(CacheRig.get(follower)).isEqualTo("fresh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"news", "newsLater"})
    void staleTtl_overBeforeTheOthersHaveWhatWasServed_doesNotBeginAnewForThem(String method) throws Exception {
        boolean stage = method.equals("newsLater");
        CacheRig patient = node();
        patient.read(method, () -> result(stage, "old"), id);
        other.change("happened", id);
        Callable<@Nullable Object> failing = load(null);
        List<Future<@Nullable Object>> callers = patient.start(
                8,
                () -> value(patient.read(
                        method,
                        () -> {
                            failing.call();
                            IOException failure = new IOException("no news");
                            if (!stage) {
                                throw failure;
                            }
                            Object failed = CompletableFuture.failedFuture(failure);
                            return failed;
                        },
                        id)));
        patient.awaitAllWaiting();

        // the others get it later, because the lease has to be released first
        CompletableFuture<Void> given = patient.store.holdNextAnswer();
        int calls = patient.store.calls();
        mayLoad.countDown();
        patient.awaitCalls(calls, 1);
        patient.later.set(Duration.ofMinutes(10).toNanos());
        given.complete(null);
        assertThat(CacheRig.get(callers)).containsOnly("old");
        assertThat(loads).hasValue(1);

        patient.store.line(Line.CUT);
        assertThat(value(patient.read(method, () -> result(stage, "new"), id))).isEqualTo("new");
    }

    @Test
    void staleTtl_othersInvalidatedDuringTheLoad_keepsTheValue() throws Exception {
        for (int i = 0; i < 20; i++) {
            String each = id + i;
            node.read(
                    "news",
                    () -> {
                        node.change("sold", id);
                        node.change("soldOut");
                        node.change("happened", "other " + each);
                        return "old";
                    },
                    each);
        }

        node.store.line(Line.CUT);
        for (int i = 0; i < 20; i++) {
            assertThat(node.read("news", () -> "new", id + i)).isEqualTo("old");
        }
    }

    @Test
    void staleTtl_valueThatCannotBeWritten_isReturnedAndNotAnsweredByAnOlderOne() throws Exception {
        node.read("newsInParts", () -> new Part("old"), id);
        other.change("happened", id);
        Part cyclic = new Part("new");
        cyclic.next = cyclic;

        assertThat(node.read("newsInParts", () -> cyclic, id)).isSameAs(cyclic);
    }

    /** A type whose values may contain themselves. */
    static final class Part {
        public String text = "";
        public @Nullable Part next;

        Part() {}

        Part(String text) {
            this.text = text;
        }
    }

    @Test
    void staleTtl_errorOfTheMethodOrInItsStage_isNotHidden() throws Exception {
        node.read("news", () -> "old", id);
        other.change("happened", id);
        OutOfMemoryError error = new OutOfMemoryError("no");

        assertThat(catchThrowable(() -> node.read(
                        "news",
                        () -> {
                            throw error;
                        },
                        id)))
                .isSameAs(error);
        for (CompletableFuture<String> failed : List.of(
                CompletableFuture.<String>failedFuture(error),
                CompletableFuture.<String>failedFuture(error).thenApply(text -> text))) {
            assertThat(catchThrowable(() -> value(node.read("newsLater", () -> failed, id))))
                    .hasRootCause(error);
        }
    }
}
