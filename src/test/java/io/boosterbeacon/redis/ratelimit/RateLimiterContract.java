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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
                .hasMessage("cost is -1; accepted: 0 and more");
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
