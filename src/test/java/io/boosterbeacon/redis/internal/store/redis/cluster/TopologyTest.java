package io.boosterbeacon.redis.internal.store.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The question for the nodes of a cluster, which all connections ask together. */
class TopologyTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();
    private final Topology topology = new Topology(
            () -> {
                asked.add(new CompletableFuture<>());
                return asked.get(asked.size() - 1);
            },
            clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void question_underWay_isSharedByAll() {
        CompletableFuture<Void> first = topology.refresh();

        assertThat(topology.refresh()).isSameAs(first);
        asked.get(0).complete(null);
        assertThat(first).isCompleted();
    }

    @Test
    void question_thatWasAnswered_isNotAskedAgainWithinASecond() {
        CompletableFuture<Void> first = topology.refresh();
        asked.get(0).complete(null);

        pass(Duration.ofMillis(999));
        assertThat(topology.refresh()).isSameAs(first);
        pass(Duration.ofMillis(1));
        assertThat(topology.refresh()).isNotSameAs(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    void question_thatFailed_isNotAskedAgainBeforeItsTime() {
        CompletableFuture<Void> first = topology.refresh();
        asked.get(0).completeExceptionally(new IllegalStateException("nobody answers"));

        assertThat(topology.refresh()).isSameAs(first).isCompletedExceptionally();
        pass(Duration.ofSeconds(1));
        assertThat(topology.refresh()).isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void question_thatCannotBeAsked_fails() {
        Topology closed = new Topology(
                () -> {
                    throw new IllegalStateException("closed");
                },
                clock::get);

        assertThat(closed.refresh()).isCompletedExceptionally();
    }
}
