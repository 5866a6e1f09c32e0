package io.boosterbeacon.redis.internal.store.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.redis.connection.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What may be tried how often, and the question that all connections of a cluster ask at that pace. */
class PaceTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final Pace pace = new Pace(clock::get);
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

    private void assertDueAfter(Duration pause) {
        pass(pause.minusMillis(1));
        assertThat(pace.isDue()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.isDue()).isTrue();
    }

    @Test
    void attempts_thatFail_growRarerUpToFiveSeconds() {
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            assertThat(pace.isDue()).isTrue();
            pace.failed();
            // of the others that began at the same time
            pace.failed();
            assertDueAfter(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void attempts_afterOneThatWorked_areDueAtOnce() {
        pace.failed();
        pace.succeeded();

        assertThat(pace.isDue()).isTrue();
        pace.failed();
        assertDueAfter(Duration.ofSeconds(1));
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
