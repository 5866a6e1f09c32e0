package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When callers are asked for and answered, on a clock that only the test moves. */
class WaitingLinesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration RTT = Duration.ofMillis(20);
    private static final FixedWindow WINDOW = new FixedWindow(10, HOUR);
    private static final Concurrency RUNNING = new Concurrency(2, HOUR);

    private final HandMovedClock clock = new HandMovedClock();
    private final HandMovedTimers timers = new HandMovedTimers(clock);
    private final RateLimitStore counts = EmbeddedStore.rateLimitsOnly(clock, 64L << 20);
    private final SlowRateLimitStore store = new SlowRateLimitStore(counts, timers, () -> RTT.dividedBy(2));
    private final WaitingLines lines = new WaitingLines(store, timers, clock::nanos);

    private static Request request(Algorithm algorithm, long cost) {
        return new Request("policy", algorithm, cost, OnStoreFailure.CLOSED);
    }

    private CompletableFuture<Decision> acquire(Algorithm algorithm, long cost, Duration maxWait) {
        return lines.acquire("subject", request(algorithm, cost), maxWait);
    }

    private long count(Algorithm algorithm) {
        return counts.adjust("subject", "policy", algorithm, 0)
                .toCompletableFuture()
                .join()
                .count();
    }

    /** Takes all permits. */
    private List<Decision> use(Algorithm algorithm) {
        List<Decision> all = new ArrayList<>();
        for (long i = 0; i < algorithm.capacity(); i++) {
            all.addAll(counts.tryAcquire("subject", List.of(request(algorithm, 1)))
                    .toCompletableFuture()
                    .join());
        }
        return all;
    }

    private static boolean isAdmitted(CompletableFuture<Decision> answer) {
        return answer.isDone() && answer.join().outcome() == Outcome.ADMITTED;
    }

    private static boolean isDenied(CompletableFuture<Decision> answer) {
        return answer.isDone() && answer.join().outcome() == Outcome.DENIED;
    }

    @Test
    void acquire_storeDoesNotAnswerInTime_isDeniedAtItsDeadlineAndGivesBack() {
        CompletableFuture<Decision> answer = acquire(WINDOW, 4, Duration.ofMillis(15));
        timers.move(Duration.ofMillis(14));
        assertThat(answer).isNotDone();
        timers.move(Duration.ofMillis(1));

        assertThat(isDenied(answer)).isTrue();
        assertThat(answer.join().retryAfter()).isPositive();
        timers.move(Duration.ofSeconds(2));
        assertThat(count(WINDOW)).isZero();
        assertThat(lines.size()).isZero();
    }

    @Test
    void acquire_behindALargerCostThatWaits_isDeniedAtItsOwnDeadline() {
        TokenBucket bucket = new TokenBucket(10, Duration.ofSeconds(10), 10);
        use(bucket);
        CompletableFuture<Decision> large = acquire(bucket, 8, Duration.ofSeconds(20));
        CompletableFuture<Decision> small = acquire(bucket, 1, Duration.ofMillis(1_500));
        timers.move(Duration.ofMillis(1_499));
        assertThat(small).isNotDone();
        timers.move(Duration.ofMillis(1));

        assertThat(isDenied(small)).isTrue();
        timers.move(Duration.ofSeconds(7));
        assertThat(isAdmitted(large)).isTrue();
    }

    @Test
    void acquire_smallCostsBehindALargeOne_doNotOvertakeIt() {
        TokenBucket bucket = new TokenBucket(10, Duration.ofSeconds(10), 10);
        use(bucket);
        CompletableFuture<Decision> large = acquire(bucket, 10, HOUR);
        List<CompletableFuture<Decision>> small = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            small.add(acquire(bucket, 1, HOUR));
            timers.move(Duration.ofMillis(600));
            assertThat(small).noneMatch(CompletableFuture::isDone);
        }
        timers.move(Duration.ofMillis(1_100));

        assertThat(isAdmitted(large)).isTrue();
        timers.move(Duration.ofSeconds(16));
        assertThat(small).allMatch(WaitingLinesTest::isAdmitted);
    }

    /** The permits that the head cannot have are no reason to deny those behind it. */
    @Test
    void acquire_behindALargerCostWithTheSameDeadline_isAskedFor() {
        FixedWindow window = new FixedWindow(10, HOUR);
        use(new FixedWindow(7, HOUR));
        CompletableFuture<Decision> large = acquire(window, 5, Duration.ofMillis(200));
        CompletableFuture<Decision> small = acquire(window, 3, Duration.ofMillis(200));
        timers.move(Duration.ofMillis(100));

        assertThat(isDenied(large)).isTrue();
        assertThat(isAdmitted(small)).isTrue();
    }

    @Test
    void acquire_roomForMany_asksForManyAtATime() {
        FixedWindow window = new FixedWindow(1_000, HOUR);
        List<CompletableFuture<Decision>> all = IntStream.range(0, 200)
                .mapToObj(i -> acquire(window, 1 + i % 3, HOUR))
                .toList();
        timers.move(RTT.multipliedBy(10));

        assertThat(all).allMatch(WaitingLinesTest::isAdmitted);
        assertThat(store.mostAsked()).isEqualTo(WaitingLine.MAX_ASKED);
        assertThat(store.questions()).isEqualTo(200);
        assertThat(lines.size()).isZero();
    }

    @Test
    void acquire_roomForSome_asksForNoMore() {
        List<CompletableFuture<Decision>> all =
                IntStream.range(0, 5).mapToObj(i -> acquire(WINDOW, 3, HOUR)).toList();
        timers.move(RTT.multipliedBy(2));

        assertThat(all.subList(0, 3)).allMatch(WaitingLinesTest::isAdmitted);
        assertThat(store.mostAsked()).isEqualTo(2);
    }

    /** Another node takes permits, so that the first caller is denied and the one behind it admitted. */
    @Test
    void acquire_laterCallerIsAdmittedBeforeTheFirst_givesBackAndWaits() {
        CompletableFuture<Decision> before = acquire(WINDOW, 1, HOUR);
        CompletableFuture<Decision> first = acquire(WINDOW, 5, HOUR.multipliedBy(2));
        CompletableFuture<Decision> second = acquire(WINDOW, 2, HOUR.multipliedBy(2));
        timers.move(RTT);
        assertThat(isAdmitted(before)).isTrue();
        counts.tryAcquire("subject", List.of(request(WINDOW, 6)));
        timers.move(RTT.multipliedBy(3));

        assertThat(store.mostAsked()).isEqualTo(2);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(count(WINDOW)).isEqualTo(7);
    }

    @Test
    void acquire_permitsArriveAfterTheDeadlineOfTheFirst_serveTheSecondAtOnce() {
        FixedWindow window = new FixedWindow(4, HOUR);
        CompletableFuture<Decision> first = acquire(window, 4, Duration.ofMillis(15));
        CompletableFuture<Decision> second = acquire(window, 3, HOUR.multipliedBy(2));
        timers.move(Duration.ofMillis(100));

        assertThat(isDenied(first)).isTrue();
        assertThat(isAdmitted(second)).isTrue();
        assertThat(count(window)).isEqualTo(3);
    }

    /** The answers tell that permits were given back between two denials. */
    @Test
    void answered_admissionAfterADenial_letsTheNextAsk() {
        WaitingLine line = new WaitingLine(clock::nanos);
        Request request = request(WINDOW, 1);
        List<LineStep.Question> questions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            questions.addAll(
                    line.add(new Waiter(clock.nanos() + HOUR.multipliedBy(2).toNanos(), request))
                            .questions());
        }
        questions.addAll(line.answered(questions.get(0), decision(true, 2)).questions());
        assertThat(questions).hasSize(3);
        assertThat(line.answered(questions.get(1), decision(false, 0)).replies())
                .isEmpty();

        assertThat(line.answered(questions.get(2), decision(true, 5)).questions())
                .hasSize(2);
    }

    @Test
    void acquire_storeThrows_failsTheCallerAndServesTheNext() {
        AtomicBoolean broken = new AtomicBoolean(true);
        RateLimitStore throwing = new FrozenRateLimitStore() {
            @Override
            public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
                if (broken.getAndSet(false)) {
                    throw new IllegalStateException("broken");
                }
                return counts.tryAcquire(subject, requests);
            }
        };
        WaitingLines all = new WaitingLines(throwing, timers, clock::nanos);
        CompletableFuture<Decision> first = all.acquire("subject", request(WINDOW, 1), HOUR);
        CompletableFuture<Decision> second = all.acquire("subject", request(WINDOW, 1), HOUR);
        timers.run();

        assertThat(first).isCompletedExceptionally();
        assertThat(isAdmitted(second)).isTrue();
        assertThat(all.size()).isZero();
    }

    private static Decision decision(boolean admitted, long remaining) {
        return Decision.counted(WINDOW, admitted, WINDOW.limit() - remaining, HOUR, HOUR, Receipt.NONE);
    }

    @Test
    void acquire_noRoom_asksOneAtATime() {
        use(RUNNING);
        List<CompletableFuture<Decision>> all =
                IntStream.range(0, 50).mapToObj(i -> acquire(RUNNING, 1, HOUR)).toList();
        timers.move(Duration.ofSeconds(10));

        assertThat(all).noneMatch(CompletableFuture::isDone);
        assertThat(store.mostAsked()).isEqualTo(1);
        assertThat(store.questions()).isLessThanOrEqualTo(101);
    }

    @Test
    void acquire_windowIsFull_isDeniedAtOnce() {
        use(WINDOW);
        CompletableFuture<Decision> first = acquire(WINDOW, 1, Duration.ofMinutes(59));
        CompletableFuture<Decision> second = acquire(WINDOW, 1, Duration.ofMinutes(59));
        CompletableFuture<Decision> patient = acquire(WINDOW, 1, HOUR.multipliedBy(2));
        timers.move(RTT);

        assertThat(isDenied(first)).isTrue();
        assertThat(isDenied(second)).isTrue();
        assertThat(patient).isNotDone();
        assertThat(store.questions()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("shortWaits")
    void acquire_runningCallEndsBeforeTheNextQuestionIsDue_isAdmitted(Duration maxWait, Duration end) {
        List<Decision> held = use(RUNNING);
        CompletableFuture<Decision> patient = acquire(RUNNING, 1, HOUR);
        timers.move(RTT);
        CompletableFuture<Decision> hasty = acquire(RUNNING, 1, maxWait);
        timers.move(end);
        assertThat(hasty).isNotDone();
        // on another node: this one is not told
        held.forEach(permit -> counts.giveBack(permit.receipt()));
        timers.move(maxWait.minus(end));

        assertThat(isAdmitted(patient)).isTrue();
        assertThat(isAdmitted(hasty)).isTrue();
    }

    static Stream<Arguments> shortWaits() {
        return Stream.of(
                Arguments.of(Duration.ofMillis(190), Duration.ofMillis(30)),
                Arguments.of(Duration.ofMillis(150), Duration.ofMillis(1)),
                Arguments.of(Duration.ofMillis(500), Duration.ofMillis(300)));
    }

    @Test
    void acquire_runningCallsDoNotEnd_isDeniedAtItsDeadline() {
        use(RUNNING);
        CompletableFuture<Decision> alone = acquire(RUNNING, 1, Duration.ofMillis(50));
        timers.move(Duration.ofMillis(49));
        assertThat(alone).isNotDone();
        timers.move(Duration.ofMillis(1));

        assertThat(isDenied(alone)).isTrue();
    }

    @Test
    void acquire_callOfAnotherNodeEndsShortlyBeforeTheDeadline_isAdmitted() {
        List<Decision> held = use(RUNNING);
        CompletableFuture<Decision> alone = acquire(RUNNING, 1, Duration.ofMillis(200));
        timers.move(Duration.ofMillis(150));
        counts.giveBack(held.get(0).receipt());
        timers.move(Duration.ofMillis(49));

        assertThat(isAdmitted(alone)).isTrue();
    }

    @Test
    void cancel_first_letsTheNextAskAtOnce() {
        TokenBucket bucket = new TokenBucket(10, Duration.ofSeconds(100), 10);
        use(new TokenBucket(10, Duration.ofSeconds(100), 5));
        CompletableFuture<Decision> large = acquire(bucket, 10, HOUR);
        CompletableFuture<Decision> small = acquire(bucket, 2, HOUR);
        timers.move(RTT.multipliedBy(3));
        large.cancel(false);
        timers.move(RTT);

        assertThat(isAdmitted(small)).isTrue();
    }

    @Test
    void cancel_anyCaller_leavesNothingInMemory() {
        use(RUNNING);
        List<CompletableFuture<Decision>> all =
                IntStream.range(0, 100).mapToObj(i -> acquire(RUNNING, 1, HOUR)).toList();
        timers.move(RTT);
        assertThat(lines.size()).isEqualTo(101);
        all.subList(10, 60).forEach(answer -> answer.cancel(false));
        assertThat(lines.size()).isEqualTo(51);
        all.forEach(answer -> answer.cancel(false));

        assertThat(lines.size()).isZero();
        timers.move(Duration.ofSeconds(1));
        assertThat(timers.pending()).isZero();
    }

    @Test
    void wake_permitsWereGivenBack_asksAtOnce() {
        List<Decision> held = use(RUNNING);
        CompletableFuture<Decision> waiting = acquire(RUNNING, 1, HOUR);
        timers.move(RTT);
        counts.giveBack(held.get(0).receipt());
        lines.wake("subject", "policy");
        timers.move(RTT);

        assertThat(isAdmitted(waiting)).isTrue();
    }

    /** The store has decided before the change, but its answer arrives after it. */
    @Test
    void wake_whileAnAnswerIsOnItsWay_asksAgain() {
        use(WINDOW);
        CompletableFuture<Decision> waiting = acquire(WINDOW, 1, Duration.ofMinutes(1));
        timers.move(Duration.ofMillis(15));
        counts.reset("subject", "policy", WINDOW);
        lines.wake("subject", "policy");
        timers.move(RTT.multipliedBy(2));

        assertThat(isAdmitted(waiting)).isTrue();
    }

    @Test
    void acquire_windowIsResetByAnotherNode_isAdmittedWithinASecond() {
        FixedWindow window = new FixedWindow(1, HOUR);
        use(window);
        CompletableFuture<Decision> waiting = acquire(window, 1, HOUR.plusMinutes(1));
        timers.move(Duration.ofSeconds(5));
        counts.reset("subject", "policy", window);
        timers.move(Duration.ofSeconds(1).plus(RTT));

        assertThat(isAdmitted(waiting)).isTrue();
    }

    /** What has happened to one caller of a random history. */
    private static final class Caller {
        final CompletableFuture<Decision> answer;
        final Request request;
        final long deadline;
        boolean givenBack;

        Caller(CompletableFuture<Decision> answer, Request request, long deadline) {
            this.answer = answer;
            this.request = request;
            this.deadline = deadline;
        }
    }

    private final List<CompletableFuture<Void>> checks = new ArrayList<>();

    static Stream<Arguments> histories() {
        return Stream.of(
                        new FixedWindow(12, HOUR.multipliedBy(24)),
                        new Algorithm.SlidingWindow(12, HOUR.multipliedBy(24)),
                        new TokenBucket(1, HOUR.multipliedBy(24 * 3_000), 12),
                        new TokenBucket(20, Duration.ofSeconds(1), 12),
                        new FixedWindow(5, Duration.ofMillis(300)),
                        new Concurrency(3, HOUR.multipliedBy(24)))
                .flatMap(algorithm -> IntStream.range(0, 60).mapToObj(seed -> Arguments.of(algorithm, seed)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void callers_randomHistory_areServedInOrderAndInTimeAndNothingIsLost(Algorithm algorithm, int seed) {
        Random random = new Random(seed);
        SlowRateLimitStore slow =
                new SlowRateLimitStore(counts, timers, () -> Duration.ofMillis(random.nextInt(seed % 3 == 0 ? 2 : 40)));
        WaitingLines all = new WaitingLines(slow, timers, clock::nanos);
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> callers.add(join(all, algorithm, callers, random));
                case 3 -> {
                    if (!callers.isEmpty()) {
                        callers.get(random.nextInt(callers.size())).answer.cancel(false);
                    }
                }
                case 4 -> giveBack(all, slow, callers, random);
                default -> timers.move(Duration.ofMillis(random.nextInt(60)));
            }
        }
        timers.move(Duration.ofMinutes(1));

        assertThat(callers).allMatch(caller -> caller.answer.isDone());
        checks.forEach(CompletableFuture::join);
        long held = callers.stream()
                .filter(caller -> !caller.answer.isCompletedExceptionally() && isAdmitted(caller.answer))
                .filter(caller -> !caller.givenBack)
                .mapToLong(caller -> caller.request.cost())
                .sum();
        if (algorithm.length().compareTo(HOUR) > 0) {
            assertThat(count(algorithm)).isEqualTo(held);
        }
        assertThat(all.size()).isZero();
        assertThat(timers.pending()).isZero();
    }

    private Caller join(WaitingLines all, Algorithm algorithm, List<Caller> callers, Random random) {
        long cost = algorithm.endsWithCall() ? 1 : 1 + random.nextInt(random.nextInt(4) == 0 ? 5 : 2);
        Duration maxWait = Duration.ofMillis(5 + random.nextInt(random.nextBoolean() ? 100 : 5_000));
        Request request = request(algorithm, cost);
        Caller caller =
                new Caller(all.acquire("subject", request, maxWait), request, clock.nanos() + maxWait.toNanos());
        List<Caller> earlier = List.copyOf(callers);
        CompletableFuture<Void> checked = caller.answer.handle((decision, failure) -> {
            if (decision != null) {
                assertThat(clock.nanos()).isLessThanOrEqualTo(caller.deadline);
            }
            if (decision != null && decision.outcome() == Outcome.ADMITTED) {
                assertThat(earlier).allMatch(before -> before.answer.isDone());
            }
            return null;
        });
        checks.add(checked);
        return caller;
    }

    private void giveBack(WaitingLines all, RateLimitStore slow, List<Caller> callers, Random random) {
        List<Caller> holders = callers.stream()
                .filter(caller -> caller.answer.isDone()
                        && !caller.answer.isCompletedExceptionally()
                        && isAdmitted(caller.answer)
                        && !caller.givenBack)
                .toList();
        if (!holders.isEmpty()) {
            Caller caller = holders.get(random.nextInt(holders.size()));
            caller.givenBack = true;
            CompletableFuture<Void> unused = slow.giveBack(caller.answer.join().receipt())
                    .thenRun(() -> {
                        // otherwise by another node
                        if (caller.request.cost() % 2 == 1) {
                            all.wake("subject", "policy");
                        }
                    })
                    .toCompletableFuture();
        }
    }
}
