package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.OnRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The random histories of {@link WaitingLinesTest} on a real server, in real time. */
class RedisWaitingLinesTest {
    private static final int CALLERS = 500;

    /** Answers are told on so many threads, which may overtake each other. */
    private static final int THREADS = 32;

    private static final Duration DAY = Duration.ofDays(1);

    private final Scheduler timers = new Scheduler();
    private final RateLimitStore store = OnRedis.STORE.rateLimits();
    private final WaitingLines lines = new WaitingLines(store, timers, System::nanoTime);
    private final String subject = UUID.randomUUID().toString();
    private final AtomicInteger admitted = new AtomicInteger();

    @AfterEach
    void close() {
        timers.close();
    }

    /**
     * One caller.
     *
     * @param order its place among those that are admitted; 0 if it is not
     */
    private record Caller(
            int number,
            Request request,
            long deadline,
            CompletableFuture<Decision> answer,
            AtomicLong answered,
            AtomicInteger order) {
        boolean isAdmitted() {
            return answer.isDone()
                    && !answer.isCompletedExceptionally()
                    && answer.join().outcome() == Outcome.ADMITTED;
        }
    }

    static Stream<Algorithm> algorithms() {
        return Stream.of(
                new Algorithm.FixedWindow(60, DAY),
                new Algorithm.SlidingWindow(60, DAY.multipliedBy(100)),
                new Algorithm.TokenBucket(400, Duration.ofSeconds(1), 10),
                new Algorithm.Concurrency(10, DAY));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void callers_randomHistory_areServedInOrderAndInTimeAndNothingIsLost(Algorithm algorithm) {
        Random random = new Random(algorithm.hashCode());
        List<Caller> all = new ArrayList<>();
        List<Caller> givenBack = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(join(i, algorithm, random));
            Caller other = all.get(random.nextInt(all.size()));
            if (random.nextInt(5) == 0) {
                other.answer().cancel(false);
            } else if (other.isAdmitted() && !givenBack.contains(other)) {
                givenBack.add(other);
                CompletionStage<Void> unused =
                        store.giveBack(other.answer().join().receipt()).thenRun(() -> lines.wake(subject, "policy"));
            }
            LockSupport.parkNanos(random.nextInt(2_000_000));
        }
        Awaitility.await()
                .until(() -> all.stream().allMatch(caller -> caller.answered().get() != 0));

        assertThat(all).allSatisfy(caller -> assertThat(
                        Duration.ofNanos(caller.answered().get() - caller.deadline()))
                .isLessThan(Duration.ofSeconds(1)));
        assertServedInOrder(all);
        long held = all.stream()
                .filter(caller -> caller.isAdmitted() && !givenBack.contains(caller))
                .mapToLong(caller -> caller.request().cost())
                .sum();
        // the permits of this bucket have accrued again after 25 ms
        long expected = algorithm instanceof Algorithm.TokenBucket ? 0 : held;
        Awaitility.await().untilAsserted(() -> {
            assertThat(count(algorithm)).isEqualTo(expected);
            assertThat(lines.size()).isZero();
        });
    }

    private Caller join(int number, Algorithm algorithm, Random random) {
        long cost = algorithm.endsWithCall() ? 1 : 1 + random.nextInt(4);
        Request request = new Request("policy", algorithm, cost, OnStoreFailure.CLOSED);
        Duration maxWait = Duration.ofMillis(10 + random.nextInt(1_000));
        AtomicLong answered = new AtomicLong();
        AtomicInteger order = new AtomicInteger();
        CompletableFuture<Decision> answer = lines.acquire(subject, request, maxWait);
        CompletableFuture<Void> unused = answer.handle((decision, failure) -> {
            if (decision != null && decision.outcome() == Outcome.ADMITTED) {
                order.set(admitted.incrementAndGet());
            }
            answered.set(System.nanoTime());
            return null;
        });
        return new Caller(number, request, System.nanoTime() + maxWait.toNanos(), answer, answered, order);
    }

    private static void assertServedInOrder(List<Caller> all) {
        List<Caller> served = all.stream()
                .filter(caller -> caller.order().get() > 0)
                .sorted(Comparator.comparingInt(caller -> caller.order().get()))
                .toList();
        assertThat(served).hasSizeGreaterThan(20);
        int latest = 0;
        for (int i = 0; i < served.size(); i++) {
            latest = Math.max(latest, i < THREADS ? 0 : served.get(i - THREADS).number());
            assertThat(served.get(i).number()).isGreaterThanOrEqualTo(latest);
        }
    }

    private long count(Algorithm algorithm) {
        return store.adjust(subject, "policy", algorithm, 0)
                .toCompletableFuture()
                .join()
                .count();
    }
}
