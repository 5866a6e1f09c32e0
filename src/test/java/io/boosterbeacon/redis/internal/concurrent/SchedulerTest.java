package io.boosterbeacon.redis.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
    private static final String THREAD = "scheduler-test";
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Scheduler scheduler = new Scheduler(THREAD);

    @AfterEach
    void close() {
        scheduler.close();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD) && thread.isAlive())
                .toList();
    }

    @Test
    void view_ofALateStage_failsAndLeavesTheStageAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        CompletableFuture<String> view = scheduler.withTimeout(stage, SHORT);

        assertThat(view)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining("30 ms");
        assertThat(stage).isNotDone();
    }

    /** The executor of the JDK never runs a task again that has thrown. */
    @Test
    void periodicTask_thatFails_isRunAgain() {
        AtomicInteger runs = new AtomicInteger();

        Future<?> unused = scheduler.every(Duration.ofMillis(1), () -> {
            if (runs.incrementAndGet() % 2 == 0) {
                throw new StackOverflowError("as the test wants it");
            }
            throw new IllegalStateException("as the test wants it");
        });

        await().until(() -> runs.get() > 3);
    }

    @Test
    void view_ofAPunctualStage_hasItsOutcome() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> view = scheduler.withTimeout(stage, LONG);
        CompletableFuture<String> failed = scheduler.withTimeout(failing, LONG);

        stage.complete("answer");
        failing.completeExceptionally(new IllegalStateException("no"));

        assertThat(view).isCompletedWithValue("answer");
        assertThat(failed).isCompletedExceptionally();
        assertThat(failed).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void view_ofADoneStage_startsNoThread() {
        assertThat(scheduler.withTimeout(CompletableFuture.completedFuture("answer"), LONG))
                .isCompletedWithValue("answer");

        // the test before may have left a thread that is about to end; one of this test would stay
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void view_cancelled_leavesTheStageAlone() {
        CompletableFuture<String> stage = new CompletableFuture<>();

        scheduler.withTimeout(stage, LONG).cancel(true);

        assertThat(stage).isNotDone();
    }

    @Test
    void every_untilCancelled_runsAgainAndAgain() {
        AtomicInteger runs = new AtomicInteger();
        Future<?> task = scheduler.every(Duration.ofMillis(5), runs::incrementAndGet);

        await().until(() -> runs.get() > 3);
        task.cancel(false);
        CompletableFuture<Void> after = new CompletableFuture<>();
        Future<?> unused = scheduler.once(Duration.ZERO, () -> after.complete(null));
        assertThat(after).succeedsWithin(Duration.ofSeconds(5));
        int ran = runs.get();

        await().during(50, TimeUnit.MILLISECONDS).until(() -> runs.get() == ran);
    }

    @Test
    void once_cancelled_doesNotRun() {
        AtomicInteger runs = new AtomicInteger();

        scheduler.once(SHORT, runs::incrementAndGet).cancel(false);

        await().during(100, TimeUnit.MILLISECONDS).until(() -> runs.get() == 0);
    }

    @Test
    void timer_used_isADaemonAndEndsWithClose() {
        Future<?> unused = scheduler.every(SHORT, () -> {});
        assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);

        scheduler.close();
        scheduler.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> threads().isEmpty());
    }

    @Test
    void closed_timer_letsNobodyWait() {
        scheduler.close();
        AtomicInteger runs = new AtomicInteger();

        assertThat(scheduler.withTimeout(new CompletableFuture<>(), LONG)).isCompletedExceptionally();
        assertThat(scheduler.once(LONG, runs::incrementAndGet)).isDone();
        assertThat(scheduler.every(SHORT, runs::incrementAndGet)).isDone();
        assertThat(runs).hasValue(1);
    }

    /** Every deadline is missed, and what hangs on it blocks: that takes a few threads, not one each. */
    @Test
    void deadlines_missedByTheThousand_takeFewThreadsAndAllEnd() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<? extends CompletableFuture<?>> ends = IntStream.range(0, 5_000)
                .mapToObj(i -> scheduler
                        .withTimeout(new CompletableFuture<>(), SHORT)
                        .handle((answer, failure) -> {
                            awaitUninterrupted(mayEnd);
                            return failure;
                        }))
                .toList();

        try {
            await().until(() -> callbackThreads() >= CallbackThreads.THREADS);
            assertThat(callbackThreads()).isLessThan(CallbackThreads.THREADS + 5);
        } finally {
            // closing the timer runs all of them on this thread
            mayEnd.countDown();
        }

        assertThat(ends).allSatisfy(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(30)));
    }

    /** What depends on a missed deadline may itself wait for deadlines, on all threads. */
    @Test
    void deadlines_awaitedByAllThatHangOnOthers_end() {
        List<? extends CompletableFuture<?>> ends = IntStream.range(0, CallbackThreads.THREADS + 1)
                .mapToObj(i -> scheduler
                        .withTimeout(new CompletableFuture<>(), SHORT)
                        .handle((answer, failure) -> {
                            Object inner = scheduler
                                    .withTimeout(new CompletableFuture<>(), SHORT)
                                    .handle((none, late) -> late)
                                    .join();
                            return inner;
                        }))
                .toList();

        assertThat(ends).allSatisfy(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(30)));
    }

    /** As where the operating system permits no more threads. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void deadlines_whereNoThreadCanBeStarted_end(int startable) {
        AtomicInteger started = new AtomicInteger();
        ThreadFactory poor = task -> {
            if (started.incrementAndGet() > startable) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return DaemonThreads.named(THREAD).newThread(task);
        };
        for (Scheduler each : List.of(
                new Scheduler(DaemonThreads.named(THREAD), poor), new Scheduler(poor, DaemonThreads.named(THREAD)))) {
            try (each) {
                List<CompletableFuture<String>> views = IntStream.range(0, 100)
                        .mapToObj(i -> each.withTimeout(new CompletableFuture<String>(), SHORT))
                        .toList();
                assertThat(views).allSatisfy(view -> assertThat(view)
                        .failsWithin(Duration.ofSeconds(30))
                        .withThrowableThat()
                        .withCauseInstanceOf(TimeoutException.class));
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long callbackThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD + "-callbacks"))
                .count();
    }
}
