package io.boosterbeacon.redis.internal.store.local.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How long a node answers from its replica, in simulated time. */
class ReplicaFeedTest {
    private static final Duration FRESHNESS = Duration.ofSeconds(1);
    private static final ReplicaSettings SETTINGS =
            new ReplicaSettings("node", FRESHNESS, Duration.ZERO, Duration.ofHours(1), 1_000, true);
    private static final long MILLI = 1_000;

    private final SimulatedWorld world = new SimulatedWorld(new Random(1));
    private final SimulatedWorld.Machine machine = world.new Machine(1, 0);
    private final NodeTime time = new NodeTime(machine, machine::nanos);
    private final SlowLog log = new SlowLog();
    private final Replica replica = new Replica(SETTINGS, time);
    private final ReplicaFeed feed = new ReplicaFeed(
            log,
            replica,
            new WriteBack(log, known -> new CompletableFuture<>(), FRESHNESS, machine, FRESHNESS),
            since -> {},
            SETTINGS,
            machine,
            time);

    /** A store without revocations, whose answers take a while. */
    private final class SlowLog implements RevocationLog {
        private long delayMillis;

        private <T> CompletionStage<T> late(T answer) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            var unused = world.after(delayMillis * MILLI, () -> false, () -> stage.complete(answer));
            return stage;
        }

        @Override
        public CompletionStage<Changes> read(Reader reader) {
            return late(new Changes(Optional.of(new Epoch("epoch", 0, 0)), machine.millis(), 1, List.of()));
        }

        @Override
        public CompletionStage<Part> snapshot(Cursor part) {
            return late(new Part(List.of(), 0, Optional.empty()));
        }

        @Override
        public CompletionStage<?> writeBack(List<Change> lost) {
            return late(lost);
        }

        @Override
        public CompletionStage<Nodes> nodes() {
            return late(new Nodes(1, List.of()));
        }

        @Override
        public CompletionStage<?> remove(String node) {
            return late(node);
        }

        @Override
        public void onChange(Runnable listener) {}
    }

    private void pass(long millis) {
        world.pass(millis * MILLI);
    }

    private void start() {
        feed.read();
        pass(100);
        assertThat(replica.isFresh()).isTrue();
    }

    /** The answer may be of the moment when the question was sent. */
    @Test
    void freshness_isCountedFromTheQuestion() {
        start();
        pass(2_000);
        assertThat(replica.isFresh()).isFalse();

        log.delayMillis = 900;
        feed.read();
        pass(905);
        assertThat(replica.isFresh()).isTrue();
        pass(105);

        assertThat(replica.isFresh()).isFalse();
    }

    @Test
    void answer_thatTakesLongerThanTheFreshness_provesNothing() {
        start();
        log.delayMillis = 1_100;
        feed.read();
        pass(1_200);

        assertThat(replica.isFresh()).isFalse();
    }

    @Test
    void lease_outlivesTheFreshness_byAClockThatIsOnePercentSlower() {
        assertThat(SETTINGS.lease()).isGreaterThan(Duration.ofMillis(1_010));
        assertThat(SETTINGS.period()).isLessThan(FRESHNESS.dividedBy(2));
    }

    @Test
    void closedFeed_answersNothing_alsoIfAnAnswerComesLater() {
        start();
        log.delayMillis = 50;
        feed.read();
        pass(10);

        feed.close();
        pass(100);

        assertThat(replica.isFresh()).isFalse();
    }
}
