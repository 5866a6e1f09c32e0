package io.boosterbeacon.redis.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final String THREAD = "deadlines-test";
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Deadlines deadlines = new Deadlines(THREAD);

    @AfterEach
    void close() {
        deadlines.close();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD) && thread.isAlive())
                .toList();
    }

    @Test
    void view_ofALateStage_failsAndLeavesTheStageAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        CompletableFuture<String> view = deadlines.within(stage, SHORT);

        assertThat(view)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining("30 ms");
        assertThat(stage).isNotDone();
    }

    @Test
    void view_ofAPunctualStage_hasItsOutcome() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> view = deadlines.within(stage, LONG);
        CompletableFuture<String> failed = deadlines.within(failing, LONG);

        stage.complete("answer");
        failing.completeExceptionally(new IllegalStateException("no"));

        assertThat(view).isCompletedWithValue("answer");
        assertThat(failed).isCompletedExceptionally();
        assertThat(failed).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void view_ofADoneStage_startsNoThread() {
        assertThat(deadlines.within(CompletableFuture.completedFuture("answer"), LONG))
                .isCompletedWithValue("answer");

        assertThat(threads()).isEmpty();
    }

    @Test
    void view_cancelled_leavesTheStageAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        deadlines.within(stage, LONG).cancel(true);

        assertThat(stage).isNotDone();
    }

    @Test
    void every_untilCancelled_runsAgainAndAgain() {
        AtomicInteger runs = new AtomicInteger();
        Future<?> task = deadlines.every(Duration.ofMillis(5), runs::incrementAndGet);

        await().until(() -> runs.get() > 3);
        task.cancel(false);
        CompletableFuture<Void> after = new CompletableFuture<>();
        Future<?> unused = deadlines.once(Duration.ZERO, () -> after.complete(null));
        assertThat(after).succeedsWithin(Duration.ofSeconds(5));
        int ran = runs.get();

        await().during(50, TimeUnit.MILLISECONDS).until(() -> runs.get() == ran);
    }

    @Test
    void once_cancelled_doesNotRun() {
        AtomicInteger runs = new AtomicInteger();

        deadlines.once(SHORT, runs::incrementAndGet).cancel(false);

        await().during(100, TimeUnit.MILLISECONDS).until(() -> runs.get() == 0);
    }

    @Test
    void timer_used_isADaemonAndEndsWithClose() {
        Future<?> unused = deadlines.every(SHORT, () -> {});
        assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);

        deadlines.close();
        deadlines.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> threads().isEmpty());
    }

    @Test
    void closed_timer_letsNobodyWait() {
        deadlines.close();
        AtomicInteger runs = new AtomicInteger();

        assertThat(deadlines.within(new CompletableFuture<>(), LONG)).isCompletedExceptionally();
        assertThat(deadlines.once(LONG, runs::incrementAndGet)).isDone();
        assertThat(deadlines.every(SHORT, runs::incrementAndGet)).isDone();
        assertThat(runs).hasValue(1);
    }
}
