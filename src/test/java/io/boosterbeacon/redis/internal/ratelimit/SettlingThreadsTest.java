package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beans that wait while they settle costs of calls that end on other threads than they began. */
class SettlingThreadsTest extends RateLimitFixture {
    private static final int ALL = RunningCalls.SETTLING + RunningCalls.WAITING_TO_SETTLE;
    private static final long LIMIT = 1_000_000;

    private final CountDownLatch database = new CountDownLatch(1);
    private final AtomicInteger settling = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<RateLimitCall> calls = new ArrayList<>();
    private final Endpoint endpoint = endpoint("other", policy("p", LIMIT).resolvedCost());

    SettlingThreadsTest() {
        costs = new RateLimitCostResolver() {
            @Override
            public long cost(RateLimitCall call) {
                calls.add(call);
                return 10;
            }

            @Override
            public long settle(RateLimitCall call, RateLimitOutcome outcome) {
                threads.add(Thread.currentThread());
                settling.incrementAndGet();
                try {
                    return database.await(30, TimeUnit.SECONDS) ? 1 : 2;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @AfterEach
    void answer() {
        database.countDown();
    }

    /** Begins so many calls, and ends them on another thread. */
    private void call(int times) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        for (int i = 0; i < times; i++) {
            decider.decide(endpoint, ADA).call().run(() -> answer);
        }
        Thread other = new Thread(() -> answer.complete("done"));
        other.start();
        other.join();
    }

    private long used() {
        Verdict next = decider.decide(endpoint, ADA);
        long used = next.results().get(0).decision().count() - 10;
        next.call().revoke(Duration.ofSeconds(5));
        return used;
    }

    @Test
    void settlementsThatWait_delayNoMissedDeadline() throws Exception {
        call(200);
        await().until(() -> settling.get() == RunningCalls.SETTLING);

        long began = System.nanoTime();
        CompletableFuture<String> missed =
                scheduler.withTimeout(new CompletableFuture<String>(), Duration.ofMillis(10));

        assertThatThrownBy(() -> missed.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(settling).hasValue(RunningCalls.SETTLING);
        database.countDown();
        await().until(() -> used() == 200);
        assertThat(threads).hasSizeLessThanOrEqualTo(RunningCalls.SETTLING);
    }

    @Test
    void settlementsBeyondTheQueue_countWhatWasChargedOrReserved_andAreLogged() throws Exception {
        call(ALL);
        await().until(() -> settling.get() == RunningCalls.SETTLING);
        calls.clear();
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            for (int i = 0; i < 3; i++) {
                decider.decide(endpoint, ADA).call().run(() -> answer);
            }
            calls.get(0).charge(4);
            calls.get(1).charge(25);
            Thread other = new Thread(() -> answer.complete("done"));
            other.start();
            other.join();

            assertThat(log.all())
                    .anyMatch(line -> line.contains(costs.getClass().getName()) && line.contains("could not be asked"));
        }
        assertThat(used()).isEqualTo(10 * ALL + 4 + 25 + 10);
        database.countDown();
        await().untilAsserted(() -> assertThat(used()).isEqualTo(ALL + 4 + 25 + 10));
    }

    @Test
    void settlementsThatWaitWhenTheApplicationEnds_countWhatWasCharged() throws Exception {
        call(RunningCalls.SETTLING);
        await().until(() -> settling.get() == RunningCalls.SETTLING);
        calls.clear();
        CompletableFuture<String> answer = new CompletableFuture<>();
        decider.decide(endpoint, ADA).call().run(() -> answer);
        calls.get(0).charge(3);
        Thread other = new Thread(() -> answer.complete("done"));
        other.start();
        other.join();
        assertThat(used()).isEqualTo(10 * RunningCalls.SETTLING + 10);

        endCalls();

        // interrupted beans have failed: what was reserved stays taken
        assertThat(used()).isEqualTo(10 * RunningCalls.SETTLING + 3);
    }
}
