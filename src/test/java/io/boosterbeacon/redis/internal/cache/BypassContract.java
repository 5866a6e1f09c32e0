package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that read fresh values, and replace what is stored. */
@SuppressWarnings("try") // a scope is open, and not used otherwise
abstract class BypassContract extends CacheContract {
    private final CacheRig node = node();
    private final CacheRig other = node();

    private @Nullable Object fresh(CacheRig on, String method, Callable<@Nullable Object> loader) throws Exception {
        try (CacheBypass.Scope scope = on.bypass().open()) {
            return value(on.read(method, loader, id));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "later", "near", "nearLater", "news"})
    void readWithinAScope_loads_andItsValueReplacesTheStoredOneForAll(String method) throws Exception {
        boolean stage = method.endsWith("ater");
        node.read(method, () -> result(stage, "old"), id);
        for (CacheRig each : new CacheRig[] {node, other, node, other}) {
            assertThat(value(each.read(method, () -> result(stage, "no"), id))).isEqualTo("old");
        }

        assertThat(fresh(node, method, () -> result(stage, "new"))).isEqualTo("new");

        assertThat(value(node.read(method, () -> result(stage, "no"), id))).isEqualTo("new");
        await().untilAsserted(() -> assertThat(value(other.read(method, () -> result(stage, "no"), id)))
                .isEqualTo("new"));
        assertThat(node.bypass().isActive()).isFalse();
    }

    @Test
    void scopes_nestAndEndOnce() {
        CacheBypass bypass = node.bypass();
        CacheBypass.Scope outer = bypass.open();
        CacheBypass.Scope inner = bypass.open();
        inner.close();
        inner.close();
        assertThat(bypass.isActive()).isTrue();

        outer.close();
        assertThat(bypass.isActive()).isFalse();
    }

    @Test
    void scope_closedOnAnotherThread_ends() throws Exception {
        CacheBypass.Scope scope = node.bypass().open();
        CacheRig.get(node.start(() -> {
            scope.close();
            return null;
        }));

        assertThat(node.bypass().isActive()).isFalse();
        assertThat(fresh(node, "price", () -> "new")).isEqualTo("new");
        assertThat(node.read("price", () -> "no", id)).isEqualTo("new");
    }

    @Test
    void scope_ofAThread_isNotThatOfAnother() throws Exception {
        node.read("price", () -> "old", id);
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(CacheRig.get(node.start(() -> node.read("price", () -> "no", id))))
                    .isEqualTo("old");
        }
    }

    /** Its value may be from before what the caller has seen. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loadInFlight_thatBeganBefore_isNotJoinedAndNotStored(boolean elsewhere) throws Exception {
        Future<@Nullable Object> earlier = node.start(() -> node.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));

        CacheRig on = elsewhere ? other : node;
        assertThat(fresh(on, "price", () -> "new")).isEqualTo("new");
        mayLoad.countDown();

        assertThat(CacheRig.get(earlier)).isEqualTo("old");
        assertThat(node.read("price", () -> "no", id)).isEqualTo("new");
    }

    @Test
    void otherCallers_areServedTheStoredValueMeanwhile() throws Exception {
        node.read("price", () -> "old", id);
        Future<@Nullable Object> bypassing = node.start(() -> fresh(node, "price", load("new")));
        await().untilAtomic(loads, is(1));

        assertThat(node.read("price", () -> "no", id)).isEqualTo("old");
        assertThat(other.read("price", () -> "no", id)).isEqualTo("old");
        mayLoad.countDown();

        assertThat(CacheRig.get(bypassing)).isEqualTo("new");
        assertThat(other.read("price", () -> "no", id)).isEqualTo("new");
    }

    @Test
    void invalidation_duringTheLoad_keepsItsValueOutOfTheStore() throws Exception {
        Future<@Nullable Object> bypassing = node.start(() -> fresh(node, "price", load("overtaken")));
        await().untilAtomic(loads, is(1));
        other.change("sold", id);
        mayLoad.countDown();

        assertThat(CacheRig.get(bypassing)).isEqualTo("overtaken");
        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }

    /** {@code news} accepts stale values. */
    @ParameterizedTest
    @ValueSource(strings = {"price", "news", "newsLater"})
    void loadThatFails_throws_andLeavesTheStoredValue(String method) throws Exception {
        boolean stage = method.equals("newsLater");
        // its stage ends when the value is stored
        assertThat(value(node.read(method, () -> result(stage, "old"), id))).isEqualTo("old");

        assertThatThrownBy(() -> fresh(node, method, () -> {
                    if (stage) {
                        CompletionStage<Object> failed = CompletableFuture.failedFuture(new IOException("down"));
                        return failed;
                    }
                    throw new IOException("down");
                }))
                .hasStackTraceContaining("down");
        assertThat(value(node.read(method, () -> result(stage, "no"), id))).isEqualTo("old");
    }

    @Test
    void nullThatIsNotStored_removesTheStoredValue() throws Exception {
        node.read("price", () -> "old", id);

        assertThat(fresh(node, "price", () -> null)).isNull();

        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }

    /** The value that a node has seen last is older than what the caller wants. */
    @Test
    void storeThatDoesNotAnswer_loads() throws Exception {
        node.read("news", () -> "old", id);
        node.store.line(Line.CUT);

        assertThat(fresh(node, "news", () -> "new")).isEqualTo("new");
    }

    @Test
    void callsWithinTheLoad_areFresh() throws Exception {
        node.read("stock", () -> "old", id);

        assertThat(fresh(node, "price", () -> "price of " + node.read("stock", () -> "new", id)))
                .isEqualTo("price of new");
        assertThat(node.read("stock", () -> "no", id)).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withinATransaction_theValueIsPublishedAfterItsCommit(boolean committed) throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        assertThat(fresh(node, "price", () -> "newer")).isEqualTo("newer");
        assertThat(fresh(node, "price", () -> "newest")).isEqualTo("newest");
        assertThat(node.read("price", () -> "no", id)).isEqualTo("newest");
        node.transaction.remove();
        assertThat(other.read("price", () -> "no", id)).isEqualTo("old");
        transaction.end(committed ? Ending.COMMITTED : Ending.ROLLED_BACK);

        assertThat(other.read("price", () -> "no", id)).isEqualTo(committed ? "newest" : "old");
    }

    @Test
    void entryThatTheTransactionHasChanged_isNotStoredBeforeItsEnd() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        node.change("sold", id);
        assertThat(fresh(node, "price", () -> "uncommitted")).isEqualTo("uncommitted");
        node.transaction.remove();

        assertThat(other.read("price", () -> "old", id)).isEqualTo("old");
        transaction.end(Ending.ROLLED_BACK);
    }

    @Test
    void getOrSet_loads() throws Exception {
        node.service().getOrSet(id, String.class, Duration.ofMinutes(1), () -> "old");
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(node.service().getOrSet(id, String.class, Duration.ofMinutes(1), () -> "new"))
                    .isEqualTo("new");
            assertThat(node.service()
                            .async()
                            .getOrSet(
                                    id,
                                    String.class,
                                    Duration.ofMinutes(1),
                                    () -> CompletableFuture.completedFuture("newest"))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo("newest");
        }

        assertThat(other.service().getOrSet(id, String.class, Duration.ofMinutes(1), () -> "no"))
                .isEqualTo("newest");
    }

    @Test
    void manyCallersWithinScopes_getValuesOfLoadsThatBeganAfterTheirCalls() throws Exception {
        AtomicInteger state = new AtomicInteger();
        List<Future<Boolean>> callers = new ArrayList<>();
        for (CacheRig each : List.of(node, other)) {
            callers.addAll(each.start(8, () -> {
                int before = state.incrementAndGet();
                Object value = fresh(each, "price", () -> {
                    loads.incrementAndGet();
                    int seen = state.get();
                    Thread.sleep(50);
                    return Integer.toString(seen);
                });
                return Integer.parseInt(String.valueOf(value)) >= before;
            }));
        }

        assertThat(CacheRig.get(callers)).containsOnly(true);
        assertThat(loads).hasValueBetween(1, 12);
        assertThat(other.read("price", () -> "none", id)).isNotEqualTo("none");
    }

    /** Otherwise their loads would end each other's leases, and no value would ever be stored. */
    @Test
    void streamOfCallersWithinScopes_doesNotKeepOthersWaiting() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Queue<Future<@Nullable Object>> stream = new ConcurrentLinkedQueue<>();
        Future<@Nullable Object> source = node.start(() -> {
            for (int i = 0; !over.get(); i++) {
                CacheRig on = i % 2 == 0 ? node : other;
                stream.add(on.start(() -> fresh(on, "price", () -> {
                    Thread.sleep(150);
                    return "fresh";
                })));
                Thread.sleep(50);
            }
            return null;
        });
        await().until(() -> stream.size() > 3);

        long begin = System.nanoTime();
        assertThat(other.read("price", () -> "mine", id)).isEqualTo("fresh");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        over.set(true);
        CacheRig.get(source);
        assertThat(CacheRig.get(List.copyOf(stream))).containsOnly("fresh");
    }

    @Test
    void storeThatComesBack_servesNoOlderValueThanWasLoadedMeanwhile() throws Exception {
        node.read("price", () -> "old", id);
        node.store.line(Line.CUT);
        assertThat(fresh(node, "price", () -> "new")).isEqualTo("new");
        node.store.line(Line.UP);

        await().untilAsserted(
                        () -> assertThat(other.read("price", () -> "newer", id)).isEqualTo("newer"));
    }

    @Test
    void request_withoutAContext_isRefused() {
        assertThatThrownBy(() -> node.bypass().forRequest()).isInstanceOf(IllegalStateException.class);
        assertThat(node.bypass().isActive()).isFalse();
    }
}
