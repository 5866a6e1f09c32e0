package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predicates decide which calls are cached and which values are stored. */
abstract class ConditionsContract extends CacheContract {
    private final CacheRig node = node();
    private final CacheRig other = node();

    /** Holds for calls with a key. */
    static final class HasId implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.arguments().get(0) != null && call.method().getName().startsWith("article");
        }
    }

    /** Excludes drafts, and no result. */
    static final class IsDraft implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.value() == null || call.value().toString().startsWith("draft");
        }
    }

    static final class Failing implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            throw new IllegalStateException("a secret");
        }
    }

    /** Asks a condition for a value. */
    static final class Early implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.value() == null;
        }
    }

    private @Nullable Object read(CacheRig on, String method, @Nullable String value) throws Exception {
        return value(on.read(
                method,
                () -> {
                    loads.incrementAndGet();
                    return method.equals("article")
                            ? value
                            : CompletableFuture.completedFuture(Optional.ofNullable(value));
                },
                id));
    }

    private static Object returned(String method, String value) {
        return method.equals("article") ? value : Optional.of(value);
    }

    @Test
    void condition_thatDoesNotHold_callsTheMethodAsIfItWereNotCached() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(node.read("article", () -> "of nobody " + loads.incrementAndGet(), new Object[] {null}))
                    .isEqualTo("of nobody " + (i + 1));
        }

        assertThat(node.store.calls()).isZero();
    }

    @Test
    void condition_thatHolds_isCached() throws Exception {
        assertThat(read(node, "article", "text")).isEqualTo("text");
        assertThat(read(other, "article", "no")).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"article", "articleLater"})
    void unless_excludedResult_isReturnedAndNotStored(String method) throws Exception {
        assertThat(read(node, method, "draft 1")).isEqualTo(returned(method, "draft 1"));
        assertThat(read(other, method, "draft 2")).isEqualTo(returned(method, "draft 2"));
        assertThat(read(other, method, "final")).isEqualTo(returned(method, "final"));
        assertThat(read(node, method, "no")).isEqualTo(returned(method, "final"));
        assertThat(loads).hasValue(3);
    }

    /** {@code nullTtl} would store it. */
    @Test
    void unless_noResult_isAskedAsNull() throws Exception {
        assertThat(read(node, "articleLater", null)).isEqualTo(Optional.empty());
        assertThat(read(node, "articleLater", null)).isEqualTo(Optional.empty());
        assertThat(read(node, "article", null)).isNull();
        assertThat(loads).hasValue(3);
    }

    @Test
    void unless_excludedResult_isNotSharedWithWaiters() throws Exception {
        List<Future<@Nullable Object>> callers =
                node.start(8, () -> node.read("article", () -> load("draft").call() + " " + loads.get(), id));
        node.awaitAllWaiting();
        assertThat(loads).hasValue(1);
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).hasSize(8).allMatch(value -> String.valueOf(value)
                .startsWith("draft"));
        assertThat(loads).hasValue(8);
    }

    @Test
    void unless_excludedResult_dropsTheStaleValue() throws Exception {
        read(node, "article", "text");
        other.change("withdraw", id);
        read(node, "article", "draft");

        node.store.line(Line.CUT);
        assertThat(read(node, "article", "new")).isEqualTo("new");
    }

    @Test
    void unless_withinATransaction_keepsNothingForItNorForOthers() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        assertThat(read(node, "article", "draft 1")).isEqualTo("draft 1");
        assertThat(read(node, "article", "draft 2")).isEqualTo("draft 2");
        node.transaction.remove();
        transaction.end(Ending.COMMITTED);

        assertThat(read(other, "article", "final")).isEqualTo("final");
        assertThat(read(node, "article", "no")).isEqualTo("final");
    }

    @ParameterizedTest
    @ValueSource(strings = {"draft 2", "final"})
    void put_excludedValue_invalidates(String value) throws Exception {
        read(node, "article", "old");
        node.change("publish", id, value);

        assertThat(read(other, "article", "new")).isEqualTo(value.equals("final") ? "final" : "new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conditionFails", "conditionNeedsTheValue", "unlessFails"})
    void predicate_thatFails_keepsTheCallOutOfTheCacheAndFailsNoMethod(String method) throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(node.read(method, () -> "call " + loads.incrementAndGet(), id))
                    .isEqualTo("call " + i);
        }
    }
}
