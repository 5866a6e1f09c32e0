package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers whose answer is on its way when the application ends. */
class ClosedWaitingLinesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Request REQUEST = new Request("p", new Concurrency(2, HOUR), 1, OnStoreFailure.CLOSED);

    private final HandMovedClock clock = new HandMovedClock();

    /** Holds the thread of all timers until it is interrupted. */
    private static void hold(Scheduler timers) {
        CountDownLatch held = new CountDownLatch(1);
        Future<?> unused = timers.once(Duration.ZERO, () -> {
            held.countDown();
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> held.getCount() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 50})
    void callers_whoseAnswersWaitForTheTimer_areAnsweredAtTheEnd(int callers) {
        Scheduler timers = new Scheduler();
        try (EmbeddedStore store = new EmbeddedStore(clock)) {
            WaitingLines lines = new WaitingLines(store.rateLimits(), timers, System::nanoTime);
            hold(timers);
            List<CompletableFuture<Decision>> answers = Stream.generate(() -> lines.acquire("subject", REQUEST, HOUR))
                    .limit(callers)
                    .toList();
            assertThat(answers).noneMatch(CompletableFuture::isDone);

            timers.close();

            assertThat(answers).allMatch(CompletableFuture::isDone);
            assertThat(lines.size()).isZero();
            // each permit belongs to a caller who has been told
            assertThat(store.rateLimits()
                            .adjust("subject", "p", REQUEST.algorithm(), 0)
                            .toCompletableFuture()
                            .join()
                            .count())
                    .isEqualTo(answers.stream()
                            .filter(answer -> !answer.isCompletedExceptionally()
                                    && answer.join().admitted())
                            .count());
        }
    }
}
