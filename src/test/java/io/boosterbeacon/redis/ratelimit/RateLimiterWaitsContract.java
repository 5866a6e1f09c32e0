package io.boosterbeacon.redis.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How callers of a {@link RateLimiter} wait, on every store. */
abstract class RateLimiterWaitsContract extends RateLimiterFixture {
    @Test
    void acquire_permitsAccrue_waitsForThem() {
        QuotaPolicy policy = QuotaPolicy.tokenBucket(10, Duration.ofSeconds(1), 1);
        limiter.acquire(key, policy, Duration.ZERO);
        long began = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.acquire(key, policy, Duration.ofSeconds(20))
                            .result()
                            .limited())
                    .isFalse();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(480));
    }

    @Test
    void acquire_permitTooLate_failsAtOnce() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR);
        limiter.acquire(key, policy, Duration.ZERO);
        long began = System.nanoTime();

        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMinutes(59)))
                .isInstanceOf(RateLimitExceededException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void acquireAsync_manyCallers_areServedInTheirOrderWithoutThreads() throws Exception {
        int callers = 200;
        QuotaPolicy policy = QuotaPolicy.tokenBucket(1_000, Duration.ofSeconds(2), 20);
        Queue<Integer> served = new ConcurrentLinkedQueue<>();
        int threads = Thread.activeCount();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            waiting.add(limiter.acquireAsync(key, policy, Duration.ofSeconds(60), 1 + i % 3)
                    .thenAccept(permit -> served.add(number))
                    .toCompletableFuture());
        }
        // those that tell answers
        assertThat(Thread.activeCount() - threads).isLessThan(60);
        CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);

        // callers are admitted in their order; their callbacks may overtake their neighbours'
        List<Integer> order = List.copyOf(served);
        assertThat(order).hasSize(callers).allSatisfy(number -> assertThat(order.indexOf(number))
                .isBetween(number - 32, number + 32));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** More stages than threads: a thread that is free would be blocked by the next one. */
    @Test
    void acquire_besideStagesThatBlock_doesNotWaitForThem() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR);
        CountDownLatch blocked = new CountDownLatch(32);
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        Thread test = Thread.currentThread();
        for (int i = 0; i < 40; i++) {
            stages.add(limiter.acquireAsync(random("key"), policy, HOUR)
                    .thenAccept(permit -> {
                        blocked.countDown();
                        // a stage that has completed already calls this here
                        if (Thread.currentThread() != test) {
                            await(release);
                        }
                    })
                    .toCompletableFuture());
        }
        await(blocked);
        long began = System.nanoTime();
        limiter.acquire(key, policy, Duration.ofSeconds(10));
        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMillis(50)))
                .isInstanceOf(RateLimitExceededException.class);
        assertThatThrownBy(() -> {
                    QuotaPolicy running = QuotaPolicy.concurrency(1, HOUR);
                    limiter.acquire(key, running, Duration.ZERO);
                    limiter.acquire(key, running, Duration.ofMillis(50));
                })
                .isInstanceOf(RateLimitExceededException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        release.countDown();
        assertThat(CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new)))
                .succeedsWithin(Duration.ofSeconds(20));
    }

    /** The interrupt races with the answer: whichever is first, no permit stays taken. */
    @Test
    void acquire_interruptedWhileItIsServed_givesItsPermitBack() throws Exception {
        QuotaPolicy policy = QuotaPolicy.concurrency(1_000_000, HOUR);
        BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
        RateLimiter slow = limiter((RateLimitStore) Proxy.newProxyInstance(
                RateLimitStore.class.getClassLoader(),
                new Class<?>[] {RateLimitStore.class},
                (proxy, method, arguments) -> {
                    Object decided = method.invoke(store().rateLimits(), arguments);
                    if (!method.getName().equals("tryAcquire")) {
                        return decided;
                    }
                    CompletableFuture<Object> told = new CompletableFuture<>();
                    answers.add(() -> told.complete(
                            ((CompletionStage<?>) decided).toCompletableFuture().join()));
                    return told;
                }));
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<RateLimitPermit> result = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    result.complete(slow.acquire(key, policy, Duration.ZERO));
                } catch (RedisException e) {
                    result.completeExceptionally(e);
                }
            });
            caller.start();
            Runnable answer = answers.take();
            while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            caller.interrupt();
            long pause = System.nanoTime() + random.nextLong(100_000);
            while (System.nanoTime() < pause) {
                Thread.onSpinWait();
            }
            answer.run();
            caller.join();
            if (!result.isCompletedExceptionally()) {
                result.join().close();
            }
        }

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(limiter.status(key, policy).count()).isZero());
    }

    @Test
    void acquire_callerBehindOthersWithLessPatience_isDeniedInTime() {
        QuotaPolicy policy = QuotaPolicy.tokenBucket(1, Duration.ofSeconds(30), 1);
        limiter.acquire(key, policy, Duration.ZERO);
        CompletableFuture<RateLimitPermit> patient =
                limiter.acquireAsync(key, policy, HOUR).toCompletableFuture();
        while (!patient.isDone() && limiter.status(key, policy).count() == 0) {
            Thread.onSpinWait();
        }
        pass(Duration.ofMillis(200));

        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMillis(50)))
                .isInstanceOf(RateLimitExceededException.class);
        assertThat(patient).isNotDone();
        patient.cancel(false);
    }

    @Test
    void acquire_runningCalls_admitsTheNextWhenOneEnds() throws Exception {
        QuotaPolicy policy = QuotaPolicy.concurrency(2, HOUR);
        RateLimitPermit first = limiter.acquire(key, policy, Duration.ZERO);
        RateLimitPermit second = limiter.acquire(key, policy, Duration.ZERO);
        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(RateLimitExceededException.class, denied -> assertThat(denied)
                        .hasMessageContaining("2 calls at the same time"));
        CompletableFuture<RateLimitPermit> here =
                limiter.acquireAsync(key, policy, HOUR).toCompletableFuture();
        CompletableFuture<RateLimitPermit> onAnotherNode =
                limiter().acquireAsync(key, policy, HOUR).toCompletableFuture();
        first.close();
        first.close();
        CompletableFuture.anyOf(here, onAnotherNode).get(10, TimeUnit.SECONDS);
        second.close();
        here.get(10, TimeUnit.SECONDS).close();
        onAnotherNode.get(10, TimeUnit.SECONDS).close();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(limiter.status(key, policy).count()).isZero());
    }

    @Test
    void acquire_manyThreads_neverMoreRunThanTheLimit() {
        QuotaPolicy policy = QuotaPolicy.concurrency(3, HOUR);
        RateLimiter other = limiter();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> done = race(16, () -> {
            int turns = 0;
            for (int i = 0; i < 5; i++) {
                RateLimiter node = i % 2 == 0 ? limiter : other;
                try (RateLimitPermit permit = node.acquire(key, policy, Duration.ofSeconds(60))) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    assertThat(permit.result().limited()).isFalse();
                    Thread.onSpinWait();
                    running.decrementAndGet();
                    turns++;
                }
            }
            return turns;
        });

        assertThat(done).containsOnly(5);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void acquire_interrupted_givesBackWhatArrivesLater() throws Exception {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        RateLimitPermit held = limiter.acquire(key, policy, Duration.ZERO);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                limiter.acquire(key, policy, HOUR).close();
            } catch (RuntimeException e) {
                thrown.complete(e);
            }
        });
        waiting.start();
        pass(Duration.ofMillis(150));
        waiting.interrupt();
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(RedisException.class);
        held.close();

        limiter.acquire(key, policy, Duration.ofSeconds(10)).close();
    }

    @Test
    void acquireAsync_cancelled_leavesNoPermitTaken() {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        for (int i = 0; i < 20; i++) {
            CompletableFuture<RateLimitPermit> permit = limiter.acquireAsync(
                            key, policy, i % 2 == 0 ? HOUR : Duration.ZERO)
                    .toCompletableFuture();
            if (!permit.cancel(false) && !permit.isCompletedExceptionally()) {
                permit.join().close();
            }
        }

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(limiter.status(key, policy).count()).isZero());
    }

    @Test
    void acquire_whileTheApplicationEnds_fails() {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        limiter.acquire(key, policy, Duration.ZERO);
        CompletableFuture<RateLimitPermit> waiting =
                limiter.acquireAsync(key, policy, HOUR).toCompletableFuture();
        pass(Duration.ofMillis(50));
        timers.close();

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasStackTraceContaining("the application ends");
        assertThatThrownBy(() -> limiter.acquireAsync(key, policy, HOUR)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void settle_permit_replacesItsCostOnce() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(10, HOUR);
        RateLimitPermit permit = limiter.acquire(key, policy, Duration.ZERO);
        permit.settle(4);
        permit.settle(9);

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(limiter.status(key, policy).count()).isEqualTo(4));
        assertThatThrownBy(() -> permit.settle(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cost is -1; accepted: 0 to 9007199254740991");
    }

    @Test
    void acquireAsync_storeFails_failsTheStage() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR);
        RateLimiter failing = limiter((RateLimitStore) Proxy.newProxyInstance(
                RateLimitStore.class.getClassLoader(),
                new Class<?>[] {RateLimitStore.class},
                (self, method, arguments) -> CompletableFuture.failedFuture(new IllegalStateException("no store"))));

        assertThatThrownBy(() -> failing.acquireAsync(key, policy, HOUR)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("no store");
    }

    private CompletableFuture<RateLimitPermit> waiting(QuotaPolicy policy, long cost) {
        CompletableFuture<RateLimitPermit> permit =
                limiter.acquireAsync(key, policy, PAST_ALL_WINDOWS, cost).toCompletableFuture();
        pass(Duration.ofMillis(50));
        assertThat(permit).isNotDone();
        return permit;
    }

    private static void assertServedAtOnce(CompletableFuture<RateLimitPermit> permit) throws Exception {
        long began = System.nanoTime();
        assertThat(permit.get(10, TimeUnit.SECONDS).result().limited()).isFalse();
        // another node's change would be noticed only after a second
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(600));
    }

    @ParameterizedTest
    @MethodSource("counting")
    void refund_callersWait_servesThemAtOnce(QuotaPolicy policy) throws Exception {
        use(policy);
        CompletableFuture<RateLimitPermit> permit = waiting(policy, 2);
        limiter.refund(key, policy, 2);

        assertServedAtOnce(permit);
    }

    @ParameterizedTest
    @MethodSource("all")
    void reset_callersWait_servesThemAtOnce(QuotaPolicy policy) throws Exception {
        use(policy);
        CompletableFuture<RateLimitPermit> permit = waiting(policy, 1);
        limiter.reset(key, policy);

        assertServedAtOnce(permit);
    }

    @Test
    void reset_callersWaitForTheEndOfABlock_servesThemAtOnce() throws Exception {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR).named("blocked");
        limiter.block(key, policy, HOUR);
        CompletableFuture<RateLimitPermit> permit = waiting(policy, 1);
        limiter.reset(key, policy);

        assertServedAtOnce(permit);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void settle_lessThanTaken_servesCallersThatWaitAtOnce(QuotaPolicy policy) throws Exception {
        RateLimitPermit held = use(policy);
        CompletableFuture<RateLimitPermit> permit = waiting(policy, 2);
        held.settle(1);

        assertServedAtOnce(permit);
    }

    @Test
    void close_runningCall_servesCallersThatWaitAtOnce() throws Exception {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        RateLimitPermit held = limiter.acquire(key, policy, Duration.ZERO);
        List<CompletableFuture<RateLimitPermit>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(limiter.acquireAsync(key, policy, HOUR).toCompletableFuture());
        }
        long began = System.nanoTime();
        held.close();
        for (CompletableFuture<RateLimitPermit> permit : all) {
            permit.get(20, TimeUnit.SECONDS).close();
        }

        // a hundred polls would take ten seconds
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void acquire_shortWaitForRunningCalls_isAdmittedWhenOneEnds() throws Exception {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        RateLimitPermit held = limiter.acquire(key, policy, Duration.ZERO);
        CompletableFuture<RateLimitPermit> patient =
                limiter.acquireAsync(key, policy, HOUR).toCompletableFuture();
        CompletableFuture<RateLimitPermit> hasty =
                limiter.acquireAsync(key, policy, Duration.ofSeconds(5)).toCompletableFuture();
        pass(Duration.ofMillis(150));
        assertThat(hasty).isNotDone();
        held.close();
        patient.get(10, TimeUnit.SECONDS).close();

        hasty.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void acquire_runningCallsDoNotEnd_waitsUntilItsDeadline() {
        QuotaPolicy policy = QuotaPolicy.concurrency(1, HOUR);
        use(policy);
        long began = System.nanoTime();
        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMillis(70)))
                .isInstanceOf(RateLimitExceededException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(70));
    }

    @ParameterizedTest
    @MethodSource("counting")
    void acquire_withCost_takesItAtOnceOrNotAtAll(QuotaPolicy policy) throws Exception {
        assertThat(limiter.acquire(key, policy, Duration.ofSeconds(1), 2)
                        .result()
                        .remaining())
                .isEqualTo(1);
        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofSeconds(1), 2))
                .isInstanceOf(RateLimitExceededException.class);
        assertThat(limiter.acquireAsync(key, policy, Duration.ofSeconds(1), 1)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .result()
                        .remaining())
                .isZero();
    }

    @Test
    void acquire_largeCostBeforeSmallOnes_isServedFirst() throws Exception {
        QuotaPolicy policy = QuotaPolicy.tokenBucket(40, Duration.ofSeconds(1), 20);
        use(policy);
        Queue<Long> served = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (long cost : new long[] {20, 1, 1, 1, 10, 1}) {
            all.add(limiter.acquireAsync(key, policy, Duration.ofSeconds(30), cost)
                    .thenAccept(permit -> served.add(cost))
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(served).startsWith(20L).hasSize(6);
    }

    @Test
    void acquireAsync_futureEndedByItsOwner_leavesTheLine() throws Exception {
        QuotaPolicy policy = QuotaPolicy.tokenBucket(1, HOUR, 10);
        limiter.acquire(key, policy, Duration.ZERO, 5);
        CompletableFuture<RateLimitPermit> large = waiting(policy, 10);
        CompletableFuture<RateLimitPermit> small =
                limiter.acquireAsync(key, policy, HOUR, 2).toCompletableFuture();
        large.completeExceptionally(new IllegalStateException("no longer needed"));

        assertServedAtOnce(small);
    }

    /** What happened to one caller. */
    private record Waited(CompletableFuture<RateLimitPermit> permit, long cost, AtomicLong answered, long deadline) {
        boolean isAdmitted() {
            return permit.isDone() && !permit.isCompletedExceptionally();
        }
    }

    static Stream<QuotaPolicy> contended() {
        return Stream.of(
                QuotaPolicy.fixedWindow(300, HOUR),
                QuotaPolicy.slidingWindow(300, Duration.ofDays(100)),
                QuotaPolicy.tokenBucket(1, Duration.ofDays(1), 300),
                QuotaPolicy.concurrency(20, HOUR));
    }

    @ParameterizedTest
    @MethodSource("contended")
    void acquireAsync_manyCallersOfTwoNodes_areAnsweredInTimeAndLoseNoPermit(QuotaPolicy policy) throws Exception {
        boolean running = policy.algorithm() == RateLimitAlgorithm.CONCURRENCY;
        Random random = new Random(policy.hashCode());
        List<RateLimiter> nodes = List.of(limiter, limiter());
        List<Waited> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            long cost = running ? 1 : 1 + random.nextInt(4);
            Duration maxWait = Duration.ofMillis(20 + random.nextInt(1_500));
            AtomicLong answered = new AtomicLong();
            CompletableFuture<RateLimitPermit> permit =
                    nodes.get(i % 2).acquireAsync(key, policy, maxWait, cost).toCompletableFuture();
            CompletableFuture<Void> unused = permit.handle((result, failure) -> {
                answered.set(System.nanoTime());
                return null;
            });
            all.add(new Waited(permit, cost, answered, System.nanoTime() + maxWait.toNanos()));
            Waited other = all.get(random.nextInt(all.size()));
            if (random.nextInt(3) == 0 && !other.permit().cancel(false) && other.isAdmitted()) {
                other.permit().join().close();
                other.permit().join().settle(0);
            }
        }
        Awaitility.await()
                .until(() -> all.stream().allMatch(caller -> caller.answered().get() != 0));

        assertThat(all).allSatisfy(caller -> assertThat(
                        Duration.ofNanos(caller.answered().get() - caller.deadline()))
                .isLessThan(Duration.ofSeconds(1)));
        long taken = 0;
        for (Waited caller : all) {
            if (caller.isAdmitted()) {
                // has an effect only once, so that it is known who holds permits now
                caller.permit().join().close();
                caller.permit().join().settle(0);
                taken++;
            }
        }
        assertThat(taken).isPositive();
        // a bucket gives back what has not accrued again, and counts a part of a permit as one
        long rest = policy.algorithm() == RateLimitAlgorithm.TOKEN_BUCKET ? 1 : 0;
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(limiter.status(key, policy).count()).isLessThanOrEqualTo(rest));
    }
}
