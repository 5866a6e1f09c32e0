package io.boosterbeacon.redis.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.contract.StoreContract;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a {@link RateLimiter} on every store. */
abstract class RateLimiterContract extends StoreContract {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Who waits so long is not denied at once. */
    private static final Duration PAST_ALL_WINDOWS = Duration.ofDays(700);

    private final Scheduler timers = new Scheduler();
    private final String key = random("key");
    private final RateLimiter limiter = limiter();

    @AfterEach
    void close() {
        timers.close();
    }

    /** A limiter of another node each. */
    private RateLimiter limiter() {
        return limiter(store().rateLimits());
    }

    private RateLimiter limiter(RateLimitStore store) {
        return new StoreRateLimiter(
                store,
                Settings.read(name -> Optional.empty(), problem -> {}).application(),
                InstantSource.system(),
                new RunningCalls(store, timers),
                new WaitingLines(store, timers, System::nanoTime));
    }

    static Stream<QuotaPolicy> counting() {
        return Stream.of(
                QuotaPolicy.fixedWindow(3, HOUR),
                QuotaPolicy.calendarWindow(3, Duration.ofDays(40), ZoneId.of("Asia/Tokyo")),
                QuotaPolicy.slidingWindow(3, Duration.ofDays(300)),
                QuotaPolicy.tokenBucket(1, HOUR, 3));
    }

    static Stream<QuotaPolicy> all() {
        return Stream.concat(counting(), Stream.of(QuotaPolicy.concurrency(3, HOUR)));
    }

    @ParameterizedTest
    @MethodSource("counting")
    void tryAcquire_anyAlgorithm_admitsItsLimitOverAllNodes(QuotaPolicy policy) {
        assertThat(limiter.tryAcquire(key, policy, 2).limited()).isFalse();
        assertThat(limiter().tryAcquire(key, policy).remaining()).isZero();

        RateLimitResult denied = limiter.tryAcquire(key, policy);
        assertThat(denied.limited()).isTrue();
        assertThat(denied.limit()).isEqualTo(policy.limit());
        assertThat(denied.retryAfter()).isPositive();
        assertThat(limiter.status(key, policy).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void penalizeRefundReset_anyAlgorithm_changeItsCount(QuotaPolicy policy) {
        assertThat(limiter.penalize(key, policy, 5).count()).isEqualTo(5);
        assertThat(limiter.refund(key, policy, 3).count()).isEqualTo(2);
        limiter.reset(key, policy);

        assertThat(limiter.status(key, policy)).isEqualTo(new RateLimitStatus(0, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("all")
    void block_anyAlgorithm_deniesUntilReset(QuotaPolicy policy) {
        limiter.block(key, policy, HOUR);

        assertThatThrownBy(() -> limiter().acquire(key, policy, Duration.ZERO))
                .isInstanceOfSatisfying(
                        RateLimitExceededException.class,
                        denied -> assertThat(denied.result().retryAfter()).isBetween(HOUR.minusMinutes(1), HOUR));
        limiter.reset(key, policy);
        assertThat(limiter.acquire(key, policy, Duration.ZERO).result().limited())
                .isFalse();
    }

    @Test
    void block_untilAMoment_endsThen() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, HOUR);
        limiter.block(key, policy, Instant.now().minusSeconds(1));
        assertThat(limiter.tryAcquire(key, policy).limited()).isFalse();
        limiter.block(key, policy, Instant.now().plus(HOUR));

        assertThat(limiter.tryAcquire(key, policy).retryAfter()).isBetween(HOUR.minusMinutes(1), HOUR);
    }

    @Test
    void algorithms_ofOneKey_countApart() {
        List.of(
                        QuotaPolicy.fixedWindow(3, HOUR),
                        QuotaPolicy.slidingWindow(3, Duration.ofDays(300)),
                        QuotaPolicy.tokenBucket(1, HOUR, 3))
                .forEach(policy ->
                        assertThat(limiter.tryAcquire(key, policy, 3).limited()).isFalse());
        limiter.acquire(key, QuotaPolicy.concurrency(1, HOUR), Duration.ZERO);
    }

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
        QuotaPolicy policy = QuotaPolicy.tokenBucket(1_000, Duration.ofSeconds(2), 1);
        Queue<Integer> served = new ConcurrentLinkedQueue<>();
        int threads = Thread.activeCount();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            waiting.add(limiter.acquireAsync(key, policy, Duration.ofSeconds(60))
                    .thenAccept(permit -> served.add(number))
                    .toCompletableFuture());
        }
        assertThat(Thread.activeCount() - threads).isLessThan(30);
        CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);

        // callers are admitted in their order; their callbacks may overtake their neighbours'
        List<Integer> order = List.copyOf(served);
        assertThat(order).hasSize(callers).allSatisfy(number -> assertThat(order.indexOf(number))
                .isBetween(number - 10, number + 10));
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

    /** Takes all permits of a policy. */
    private RateLimitPermit use(QuotaPolicy policy) {
        long capacity = policy.burst() > 0 ? policy.burst() : policy.limit();
        if (policy.algorithm() != RateLimitAlgorithm.CONCURRENCY) {
            return limiter.acquire(key, policy, Duration.ZERO, capacity);
        }
        List<RateLimitPermit> all = new ArrayList<>();
        for (long i = 0; i < capacity; i++) {
            all.add(limiter.acquire(key, policy, Duration.ZERO));
        }
        return all.get(0);
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

    @ParameterizedTest
    @MethodSource("all")
    void named_policies_countApart(QuotaPolicy policy) {
        use(policy);
        use(policy.named("daily"));

        assertThat(limiter.status(key, policy.named("hourly")).count()).isZero();
        assertThat(limiter.status(key, policy.named("daily")).count()).isEqualTo(3);
        limiter.reset(key, policy.named("daily"));
        assertThat(limiter.status(key, policy.named("daily")).count()).isZero();
        assertThat(limiter.status(key, policy).count()).isEqualTo(3);
        limiter.block(key, policy.named("daily"), HOUR);
        assertThatThrownBy(() -> limiter.acquire(key, policy.named("daily"), Duration.ZERO))
                .isInstanceOfSatisfying(RateLimitExceededException.class, denied -> assertThat(denied.policy())
                        .isEqualTo("daily"));
        limiter.acquire(key, policy.named("hourly"), Duration.ZERO);
    }

    /** A name is never taken for the algorithm of a policy without one. */
    @Test
    void named_likeAnAlgorithm_countsApart() {
        QuotaPolicy sliding = QuotaPolicy.slidingWindow(3, Duration.ofDays(300));
        use(sliding);

        assertThat(limiter.tryAcquire(key, QuotaPolicy.fixedWindow(3, HOUR).named("default.SLIDING_WINDOW"))
                        .count())
                .isEqualTo(1);
        assertThat(limiter.status(key, sliding).count()).isEqualTo(3);
        assertThat(sliding.named("default")).isEqualTo(sliding).hasSameHashCodeAs(sliding);
        assertThat(sliding.named("other")).isNotEqualTo(sliding).hasToString("other: " + sliding);
    }

    @Test
    void tryAcquire_severalPolicies_countsAllOrNothing() {
        QuotaPolicy second = QuotaPolicy.fixedWindow(5, HOUR).named("second");
        QuotaPolicy day = QuotaPolicy.calendarWindow(7, Duration.ofDays(40), ZoneId.of("UTC"))
                .named("day");
        QuotaPolicy burst = QuotaPolicy.tokenBucket(1, Duration.ofDays(1), 9).named("burst");
        List<QuotaPolicy> all = List.of(second, day, burst);

        assertThat(limiter.tryAcquire(key, all, 4).remaining()).isEqualTo(1);
        assertThat(limiter.tryAcquire(key, all)).matches(result -> !result.limited() && result.limit() == 5);
        RateLimitResult denied = limiter().tryAcquire(key, all, 3);

        assertThat(denied.limited()).isTrue();
        // both windows deny; that of the calendar for longer, except shortly before its end
        assertThat(denied.retryAfter()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(all)
                .allSatisfy(policy ->
                        assertThat(limiter.status(key, policy).count()).isEqualTo(5));
        limiter.reset(key, second);
        assertThat(limiter.tryAcquire(key, all, 2)).matches(result -> !result.limited() && result.limit() == 7);
        assertThat(limiter.tryAcquire(key, List.of(second)).count()).isEqualTo(3);
    }

    static Stream<Arguments> mistakes() {
        Duration minute = Duration.ofMinutes(1);
        return Stream.of(
                mistake("limit is 0; accepted: 1 to 9007199254740991", () -> QuotaPolicy.fixedWindow(0, minute)),
                mistake(
                        "window is PT0S; accepted: PT0.001S to PT87840H",
                        () -> QuotaPolicy.fixedWindow(1, Duration.ZERO)),
                mistake(
                        "window is PT36H; accepted: at most a day, or whole days",
                        () -> QuotaPolicy.calendarWindow(1, Duration.ofHours(36), ZoneId.of("UTC"))),
                mistake(
                        "limit is 75059993790; accepted: 1 to 75059993789",
                        () -> QuotaPolicy.slidingWindow(75_059_993_790L, minute)),
                mistake("burst is 0; accepted: 1 to 75059993789", () -> QuotaPolicy.tokenBucket(1, minute, 0)),
                mistake(
                        "expiry is PT0.9S; accepted: PT1S to PT87840H",
                        () -> QuotaPolicy.concurrency(1, Duration.ofMillis(900))));
    }

    private static Arguments mistake(String told, Runnable made) {
        return Arguments.of(told, made);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void policy_mistaken_saysWhatIsAccepted(String told, Runnable made) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
    }

    @Test
    void arguments_outOfRange_sayWhatIsAccepted() {
        QuotaPolicy policy = QuotaPolicy.tokenBucket(5, HOUR, 2);
        QuotaPolicy running = QuotaPolicy.concurrency(2, HOUR);

        assertThatThrownBy(() -> limiter.tryAcquire(key, policy, 3)).hasMessage("cost is 3; accepted: 1 to 2");
        assertThatThrownBy(() -> limiter.tryAcquire(key, running)).hasMessageContaining("use acquire");
        assertThatThrownBy(() -> limiter.penalize(key, running, 1)).hasMessageContaining("use acquire");
        assertThatThrownBy(() -> limiter.acquire(key, policy, Duration.ofMillis(-1)))
                .hasMessage("maxWait is PT-0.001S; accepted: PT0S to PT87840H");
        assertThatThrownBy(() -> limiter.block(key, policy, Duration.ZERO))
                .hasMessage("time is PT0S; accepted: PT0.001S to PT87840H");
        assertThatThrownBy(() -> limiter.acquire("", policy, Duration.ZERO))
                .hasMessage("key has 0 characters; accepted: 1 to 512");
    }
}
