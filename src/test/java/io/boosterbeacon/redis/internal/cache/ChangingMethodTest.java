package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.COMPLETABLE_FUTURE;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the annotations that change caches do so. */
@SuppressWarnings("FutureReturnValueIgnored") // bodies return stages
class ChangingMethodTest extends CacheContract {
    private final EmbeddedStore store = new EmbeddedStore(InstantSource.system());
    private final CacheRig node = node();

    @Override
    protected Store store() {
        return store;
    }

    @BeforeEach
    void fill() throws Exception {
        node.read("price", () -> "old", id);
        node.read("stock", () -> "old", id);
        node.read("later", () -> CompletableFuture.completedFuture("old"), id);
    }

    private boolean kept(String method) throws Exception {
        return "old".equals(node.read(method, () -> "new", id));
    }

    private static Callable<@Nullable Object> failing(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void invalidate_afterwards_isSeenOnlyWhenTheMethodHasReturned() throws Exception {
        List<Boolean> during = new ArrayList<>();

        node.change("sold", () -> during.add(kept("price")), id);

        assertThat(during).containsExactly(true);
        assertThat(kept("price")).isFalse();
    }

    @Test
    void invalidate_before_isSeenByTheMethodAndDoneWhateverComesOfIt() throws Exception {
        List<Boolean> during = new ArrayList<>();
        node.change("soldBefore", () -> during.add(kept("price")), id);
        assertThat(during).containsExactly(false);

        assertThatThrownBy(() -> node.change("soldBefore", failing(new IOException()), id))
                .isInstanceOf(IOException.class);
        assertThat(node.read("price", () -> "newer", id)).isEqualTo("newer");
    }

    @ParameterizedTest
    @CsvSource({
        "sold,java.io.IOException,true",
        "soldOrBroken,java.io.EOFException,false",
        "soldOrBroken,java.io.FileNotFoundException,true",
        "soldOrBroken,java.lang.IllegalStateException,true",
        "soldUnlessBroken,java.io.EOFException,true",
        "soldUnlessBroken,java.lang.IllegalStateException,false",
    })
    void invalidate_failedMethod_onlyWhereItIsAskedFor(String method, Class<? extends Exception> type, boolean kept)
            throws Exception {
        Exception failure = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> node.change(method, failing(failure), id)).isSameAs(failure);

        assertThat(kept("price")).isEqualTo(kept);
    }

    @Test
    void invalidate_severalOnOneMethod_allAreDone() throws Exception {
        node.change("both", id, id);

        assertThat(kept("price")).isFalse();
        assertThat(kept("stock")).isFalse();
    }

    @Test
    void invalidate_keyOfAnArgumentThatTheMethodChanges_isMadeBefore() throws Exception {
        Object[] arguments = {id};

        node.change("sold", () -> arguments[0] = "changed", arguments);

        assertThat(kept("price")).isFalse();
    }

    @Test
    void invalidate_stage_waitsForItsEnd() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        Object returned = node.change("soldLater", () -> body, id);
        assertThat(stillLater()).isTrue();

        body.complete("done");

        assertThat(returned)
                .asInstanceOf(COMPLETABLE_FUTURE)
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo("done");
        assertThat(stillLater()).isFalse();
    }

    private boolean stillLater() throws Exception {
        Object stage = node.read("later", () -> CompletableFuture.completedFuture("new"), id);
        return stage instanceof CompletableFuture<?> future && "old".equals(future.join());
    }

    @Test
    void invalidate_stageThatFails_goesByTheFailureItself() throws Exception {
        node.change("soldLater", () -> CompletableFuture.failedFuture(new IllegalStateException()), id);
        assertThat(stillLater()).isTrue();
        node.change(
                "soldLater",
                () -> CompletableFuture.completedFuture("").thenApply(text -> {
                    throw new CompletionException(new EOFException());
                }),
                id);
        assertThat(stillLater()).isFalse();
    }

    @Test
    void put_afterTheCall_replacesTheValue() throws Exception {
        List<Boolean> during = new ArrayList<>();

        node.change("reprice", () -> during.add(kept("price")), id, "put");

        assertThat(during).containsExactly(true);
        assertThat(node.read("price", () -> "new", id)).isEqualTo("put");
    }

    @Test
    void put_failedMethod_changesNothing() throws Exception {
        assertThatThrownBy(() -> node.change("reprice", failing(new FileNotFoundException()), id, "put"))
                .isInstanceOf(FileNotFoundException.class);

        assertThat(kept("price")).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // an argument of the user's own
    void put_null_invalidates() throws Exception {
        node.change("reprice", id, null);

        assertThat(kept("price")).isFalse();
    }

    @Test
    void put_switchedOff_invalidates() throws Exception {
        node.properties.put("CachePut/enabled", "false");

        node.change("reprice", id, "put");

        assertThat(kept("price")).isFalse();
    }

    @Test
    void put_valueWithoutJson_invalidatesAndDoesNotFail() throws Exception {
        node.read("anything", () -> "old", id);

        node.change("replace", id, new StoredValuesContract.Unwritable(new Exception()));

        assertThat(kept("anything")).isFalse();
    }
}
