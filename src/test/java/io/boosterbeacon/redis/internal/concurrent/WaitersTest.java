package io.boosterbeacon.redis.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Scheduler scheduler = new Scheduler("waiters-test");
    private final Waiters<String> waiters = new Waiters<>(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    private List<CompletionStage<Void>> waiting(String key, Duration atMost) {
        return IntStream.range(0, 100)
                .<CompletionStage<Void>>mapToObj(i -> waiters.await(List.of(key), atMost))
                .toList();
    }

    private static boolean done(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    @Test
    void wake_ofAKey_leavesThoseOfOthersWaiting() {
        List<CompletionStage<Void>> mine = waiting("mine", Duration.ofMinutes(2));
        List<CompletionStage<Void>> others = waiting("other", Duration.ofMinutes(2));

        waiters.wake("mine");

        assertThat(mine).allMatch(WaitersTest::done);
        assertThat(others).noneMatch(WaitersTest::done);
    }

    @Test
    void waiters_timedOut_takeNoMemory() {
        List<CompletionStage<Void>> all = waiting("key", Duration.ofMillis(20));

        await().untilAsserted(() -> assertThat(all).allMatch(WaitersTest::done));
        await().untilAsserted(() -> assertThat(waiters.size()).isZero());
    }

    /** What follows may be code of the application that blocks; the timer has other tasks. */
    @Test
    void waiter_timedOut_isNotCompletedOnTheTimerThread() {
        CompletionStage<String> next = waiters.await(List.of("key"), Duration.ofMillis(200))
                .thenApply(woken -> Thread.currentThread().getName());

        assertThat(next.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join())
                .startsWith("waiters-test-callbacks");
    }

    @Test
    void waiters_woken_takeNoMemory() {
        waiting("key", Duration.ofMinutes(2));
        waiting("other", Duration.ofMinutes(2));

        waiters.wakeIf(key -> true);

        assertThat(waiters.size()).isZero();
    }

    @Test
    void waiter_ofSeveralKeys_isWokenByAnyAndForgottenUnderAll() {
        CompletionStage<Void> both = waiters.await(List.of("lease", "generation"), Duration.ofMinutes(2));
        List<CompletionStage<Void>> other = waiting("lease", Duration.ofMinutes(2));

        waiters.wake("generation");

        assertThat(both).matches(WaitersTest::done);
        assertThat(other).noneMatch(WaitersTest::done);
        waiters.wake("lease");
        assertThat(waiters.size()).isZero();
    }

    @Test
    void closedTimer_letsNobodyWait() {
        List<CompletionStage<Void>> before = waiting("key", Duration.ofMinutes(2));

        scheduler.close();

        assertThat(before).allMatch(WaitersTest::done);
        assertThat(waiting("key", Duration.ofMinutes(2))).allMatch(WaitersTest::done);
        assertThat(waiters.size()).isZero();
    }
}
