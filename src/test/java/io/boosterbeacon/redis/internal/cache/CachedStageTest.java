package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Methods that return a stage: their content is cached, and failures stay inside the stage. */
@SuppressWarnings("FutureReturnValueIgnored") // loaders return stages
class CachedStageTest extends CacheContract {
    private final EmbeddedStore store = new EmbeddedStore(InstantSource.system());
    private final CacheRig node = node();
    private final CompletableFuture<@Nullable String> answer = new CompletableFuture<>();

    @Override
    protected Store store() {
        return store;
    }

    private CompletableFuture<?> later(Callable<@Nullable Object> loader) throws Exception {
        if (node.read("later", loader, id) instanceof CompletableFuture<?> stage) {
            return stage;
        }
        throw new AssertionError("no stage");
    }

    private CompletableFuture<?> pending() throws Exception {
        return later(() -> {
            loads.incrementAndGet();
            return answer;
        });
    }

    private List<Future<CompletableFuture<?>>> waiting() {
        List<Future<CompletableFuture<?>>> callers = node.start(CALLERS, this::pending);
        await().untilAtomic(loads, is(1));
        node.awaitAllWaiting();
        return callers;
    }

    @Test
    void read_stage_cachesItsContent() throws Exception {
        answer.complete("5");

        assertThat(pending().join()).isEqualTo("5");
        assertThat(pending().join()).isEqualTo("5");
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_pendingStage_doesNotBlockWhoLoads() throws Exception {
        CompletableFuture<?> mine = pending();
        assertThat(mine).isNotDone();
        answer.complete("5");

        assertThat(mine).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("5");
    }

    @Test
    void read_pendingStageByMany_loadsOnceForAll() throws Exception {
        List<Future<CompletableFuture<?>>> callers = waiting();
        answer.complete("5");

        assertThat(CacheRig.get(callers)).hasSize(CALLERS).allSatisfy(stage -> assertThat(stage)
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo("5"));
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_failingStageByMany_failsTheStagesOfAll() throws Exception {
        IOException failure = new IOException("no price");
        List<Future<CompletableFuture<?>>> callers = waiting();
        answer.completeExceptionally(failure);

        assertThat(CacheRig.get(callers)).hasSize(CALLERS).allSatisfy(stage -> assertThat(stage)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCause(failure));
        assertThat(loads).hasValue(1);
        assertThat(later(() -> CompletableFuture.completedFuture("5")).join()).isEqualTo("5");
    }

    @Test
    void read_stageOfNull_isCachedAsNull() throws Exception {
        answer.complete(null);

        assertThat(pending().join()).isNull();
        assertThat(pending().join()).isNull();
        assertThat(loads).hasValue(1);
    }

    @Test
    void read_noStageAtAll_isNotCached() throws Exception {
        assertThat(node.read("later", () -> null, id)).isNull();
    }

    @Test
    void read_invalidatedWhilePending_storesNothing() throws Exception {
        CompletableFuture<?> mine = pending();
        node.change("soldLater", id);
        answer.complete("old");

        assertThat(mine.join()).isEqualTo("old");
        assertThat(later(() -> CompletableFuture.completedFuture("new")).join()).isEqualTo("new");
    }
}
