package io.boosterbeacon.redis.internal.store.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.ratelimit.FrozenRateLimitStore;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.LostDecision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreReceipt;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permits that the store does not take back at once. */
class PermitReturnsTest {
    private static final Duration EXPIRY = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Algorithm RUNNING = new Concurrency(1, EXPIRY);
    private static final Algorithm WINDOW = new FixedWindow(1, EXPIRY);

    private final Scheduler scheduler = new Scheduler();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    /** What the store answers next; it takes what is given back if there is nothing. */
    private final Queue<CompletionStage<Void>> answers = new ConcurrentLinkedQueue<>();

    private final CompletableFuture<List<Decision>> decision = new CompletableFuture<>();
    private volatile boolean throwing;

    private final FrozenRateLimitStore store = new FrozenRateLimitStore() {
        @Override
        public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
            return decision;
        }

        @Override
        public CompletionStage<Void> settle(Receipt receipt, long cost) {
            attempts.incrementAndGet();
            if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
            }
            if (receipt.subject().startsWith("refused")) {
                return CompletableFuture.failedFuture(
                        new StoreException(RedisErrorType.COMMAND_ERROR, "wrong type", null, true));
            }
            if (throwing) {
                throw new NoClassDefFoundError("undeployed");
            }
            CompletionStage<Void> next = answers.poll();
            if (next == null) {
                ended.add(receipt.subject() + cost);
                return CompletableFuture.completedFuture(null);
            }
            return next;
        }
    };

    private final PermitReturns returns = new PermitReturns(store, guard(DEADLINE));

    private StoreGuard guard(Duration deadline) {
        return new StoreGuard(
                StoreUse.RATE_LIMIT,
                deadline,
                new SilenceDetector(scheduler, () -> CompletableFuture.completedFuture(null)),
                Telemetry.NONE,
                nanos::get,
                true,
                CompletableFuture::new);
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    private record Taken(String subject, Request request) implements StoreReceipt {
        Taken(String subject, Algorithm algorithm) {
            this(subject, new Request("policy", algorithm, 1, OnStoreFailure.CLOSED));
        }
    }

    private static StoreException failure(boolean withoutEffect) {
        return new StoreException(RedisErrorType.CONNECTION_ERROR, "test", null, withoutEffect);
    }

    private CompletionStage<Void> giveBack(String name) {
        return returns.settle(new Taken(name, RUNNING), 0);
    }

    @Test
    void permit_thatTheStoreTakes_isGivenBackOnce() {
        assertThat(giveBack("one").toCompletableFuture()).isCompleted();

        assertThat(ended).containsExactly("one0");
        assertThat(returns.pending()).isZero();
    }

    @Test
    void permits_thatFail_areRepeatedUntilTheStoreTakesThem() {
        failing.set(6);
        assertThat(giveBack("one").toCompletableFuture()).isCompletedExceptionally();
        giveBack("two");
        giveBack("three");
        assertThat(returns.pending()).isEqualTo(3);

        await().untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder("one0", "two0", "three0"));
        // one attempt after each of three pauses has failed
        assertThat(attempts).hasValue(3 + 3 + 3);
        assertThat(returns.pending()).isZero();

        failing.set(1);
        giveBack("later");
        await().untilAsserted(() -> assertThat(ended).contains("later0"));
    }

    @Test
    void repetitions_withAStoreThatThrows_goOn() {
        throwing = true;
        giveBack("one");
        giveBack("two");
        await().until(() -> attempts.get() >= 4);

        throwing = false;

        await().untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder("one0", "two0"));
    }

    @Test
    void permits_thatTheStoreRefuses_doNotDelayOthers() {
        failing.set(10);
        for (int i = 0; i < 5; i++) {
            giveBack("refused" + i);
            giveBack("other" + i);
        }
        assertThat(returns.pending()).isEqualTo(10);

        // one after the other, each after a pause, would take longer
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(ended).hasSize(5));
        assertThat(returns.pending()).isEqualTo(5);
    }

    @Test
    void permits_thatTheStoreRefusesAll_areTriedInParts() {
        for (int i = 0; i < 100; i++) {
            giveBack("refused" + i);
        }

        long begin = System.nanoTime();
        await().until(() -> attempts.get() >= 132);
        // 16 after each pause
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void permit_thatOutlivesAClockOfNanoseconds_isGivenBack() {
        Algorithm slow = new TokenBucket(1, Duration.ofDays(3_660), 10_000);
        assertThat(slow.lifetime()).isGreaterThan(Duration.ofNanos(Long.MAX_VALUE));
        failing.set(1);
        answers.add(CompletableFuture.failedFuture(failure(true)));

        returns.settle(new Taken("slow", slow), 0);
        returns.settle(new Taken("other", slow), 0);

        await().untilAsserted(() -> assertThat(ended).containsExactly("other0"));
    }

    @Test
    void permit_thatHasEndedByItself_isNotRepeated() {
        failing.set(1);
        giveBack("one");
        nanos.addAndGet(EXPIRY.toNanos());

        await().until(() -> returns.pending() == 0);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void permits_beyondTheBound_endByThemselves() {
        failing.set(Integer.MAX_VALUE);
        for (int i = 0; i < PermitReturns.MAX_PENDING + 5; i++) {
            giveBack("one");
        }

        assertThat(returns.pending()).isBetween(PermitReturns.MAX_PENDING - 1, PermitReturns.MAX_PENDING);
    }

    @Test
    void permits_afterTheEndOfTheApplication_areNotRepeated() {
        failing.set(Integer.MAX_VALUE);
        giveBack("one");
        scheduler.close();
        giveBack("two");
        giveBack("three");

        await().during(Duration.ofMillis(700))
                .untilAsserted(() -> assertThat(attempts).hasValue(3));
    }

    @Test
    void settlementOfAWindow_thatHasDoneNothing_isRepeated() {
        answers.add(CompletableFuture.failedFuture(new CompletionException(failure(true))));
        returns.settle(new Taken("window", WINDOW), 3);

        await().untilAsserted(() -> assertThat(ended).containsExactly("window3"));
        assertThat(attempts).hasValue(2);
    }

    @Test
    void settlementOfAWindow_thatMayHaveCounted_isNotRepeated() {
        answers.add(CompletableFuture.failedFuture(failure(false)));
        returns.settle(new Taken("window", WINDOW), 3);

        assertThat(returns.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void settlementOfAWindow_afterTheDeadline_isRepeatedIfTheStoreHasDoneNothing(boolean withoutEffect) {
        PermitReturns impatient = new PermitReturns(store, guard(Duration.ofMillis(50)));
        CompletableFuture<Void> late = new CompletableFuture<>();
        answers.add(late);
        assertThat(impatient.settle(new Taken("window", WINDOW), 0).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10));
        assertThat(impatient.pending()).isZero();

        late.completeExceptionally(failure(withoutEffect));

        assertThat(impatient.pending()).isEqualTo(withoutEffect ? 1 : 0);
    }

    /** A store that refuses what is asked, because it has not answered of late, and takes it later. */
    private GuardedRateLimitStore unanswered(Duration deadline, Algorithm... algorithms) {
        GuardedRateLimitStore guarded = new GuardedRateLimitStore(store, guard(deadline));
        List<Request> requests = List.of(algorithms).stream()
                .map(algorithm -> new Request("policy", algorithm, 1, OnStoreFailure.CLOSED))
                .toList();
        assertThat(guarded.tryAcquire("subject", requests).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10));
        failing.set(2);
        return guarded;
    }

    private static Decision admitted(String subject, Algorithm algorithm) {
        return Decision.counted(algorithm, true, 1, EXPIRY, Duration.ZERO, new Taken(subject, algorithm));
    }

    @Test
    void decision_afterTheDeadline_endsThePermitsOfCallsEvenIfTheStoreFailsMeanwhile() {
        unanswered(Duration.ofMillis(50), WINDOW, RUNNING);

        decision.complete(List.of(admitted("window", WINDOW), admitted("running", RUNNING)));

        await().untilAsserted(() -> assertThat(ended).containsExactly("running0"));
        assertThat(attempts).hasValue(3);
    }

    @Test
    void decision_whoseAnswerIsLost_endsThePermitsThatMayHaveBeenTaken() {
        unanswered(Duration.ofMillis(50), RUNNING);

        decision.completeExceptionally(new LostDecision(failure(false), List.of(new Taken("running", RUNNING))));

        await().untilAsserted(() -> assertThat(ended).containsExactly("running0"));
    }
}
