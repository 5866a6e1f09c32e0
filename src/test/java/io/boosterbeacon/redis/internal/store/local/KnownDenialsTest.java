package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node denies without its store, for how long, and what it says then. */
class KnownDenialsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SUBJECT = "subject";

    private final CountedStore store = new CountedStore();
    private final RateLimitStore node = new KnownDenials(store.limits(), store::nanos);
    private final RateLimitStore other = new KnownDenials(store.limits(), store::nanos);

    private static Request policy(String id, long limit) {
        return Requests.of(id, limit, MINUTE, 1);
    }

    private static List<Decision> ask(RateLimitStore limits, Request... requests) {
        return limits.tryAcquire(SUBJECT, List.of(requests))
                .toCompletableFuture()
                .join();
    }

    private Decision ask(Request request) {
        return ask(node, request).get(0);
    }

    private void use(Request request) {
        while (ask(request).admitted()) {
            // until it is denied
        }
        store.resetCalls();
    }

    @Test
    void denied_again_isDeniedWithoutTheStore() {
        use(policy("p", 3));

        for (int i = 0; i < 100; i++) {
            assertThat(ask(policy("p", 3)).admitted()).isFalse();
        }

        assertThat(store.calls()).isZero();
    }

    @Test
    void denied_forLongerThanASecond_isAskedForOnceASecond() {
        use(policy("p", 3));

        for (int i = 0; i < 100; i++) {
            store.pass(Duration.ofMillis(100));
            assertThat(ask(policy("p", 3)).admitted()).isFalse();
        }

        assertThat(store.calls()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 299, 300, 999, 1_000, 1_001, 2_500})
    void denied_whenTheWindowEnds_isAdmittedInThatMillisecond(long millis) {
        Request brief = Requests.of("p", 1, Duration.ofMillis(millis), 1);
        use(brief);

        store.pass(Duration.ofMillis(millis - 1));
        assertThat(ask(brief).admitted()).isFalse();
        store.pass(Duration.ofMillis(1));

        assertThat(ask(brief).admitted()).isTrue();
    }

    @Test
    void denied_again_tellsTheTimeThatIsLeft() {
        use(policy("p", 3));
        store.pass(Duration.ofMillis(700));

        Decision denied = ask(policy("p", 3));

        assertThat(store.calls()).isZero();
        assertThat(denied)
                .isEqualTo(new Decision(
                        RateLimitStore.Outcome.DENIED,
                        3,
                        0,
                        MINUTE.minusMillis(700),
                        MINUTE.minusMillis(700),
                        Receipt.NONE,
                        false));
    }

    static Stream<Arguments> requestsAfterADenialOfFiveOfTen() {
        return Stream.of(
                Arguments.of("the same", Requests.of("p", 10, MINUTE, 5), true),
                Arguments.of("a higher cost", Requests.of("p", 10, MINUTE, 6), true),
                Arguments.of("a lower cost", Requests.of("p", 10, MINUTE, 4), false),
                Arguments.of("a higher limit", Requests.of("p", 11, MINUTE, 5), false),
                Arguments.of("a lower limit", Requests.of("p", 9, MINUTE, 5), false),
                Arguments.of("another length", Requests.of("p", 10, MINUTE.plusMillis(1), 5), false),
                Arguments.of("another policy", Requests.of("q", 10, MINUTE, 5), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestsAfterADenialOfFiveOfTen")
    void denied_anotherRequest_isDeniedHereOnlyIfTheStoreWouldDenyItToo(String name, Request request, boolean here) {
        ask(Requests.of("p", 10, MINUTE, 6));
        ask(Requests.of("p", 10, MINUTE, 5));
        store.resetCalls();

        ask(request);

        assertThat(store.calls()).as(name).isEqualTo(here ? 0 : 1);
    }

    @Test
    void denied_ofAnotherSubject_isAskedFor() {
        use(policy("p", 1));

        assertThat(node.tryAcquire("another", List.of(policy("p", 1)))
                        .toCompletableFuture()
                        .join()
                        .get(0)
                        .admitted())
                .isTrue();
    }

    @Test
    void denied_byOneOfSeveralPolicies_countsNoneAndTellsWhatTheStoreWouldTell() {
        Request[] requests = {
            Requests.of("a", 9, MINUTE, 2), policy("full", 1), Requests.of("idle", 9, Duration.ofDays(3), 1)
        };
        ask(node, Requests.of("a", 9, MINUTE, 2), policy("full", 1));
        List<Decision> first = ask(node, requests);
        store.resetCalls();

        List<Decision> again = ask(node, requests);
        store.pass(Duration.ofMillis(400));
        List<Decision> later = ask(node, requests);

        assertThat(store.calls()).isZero();
        assertThat(again).isEqualTo(first);
        assertThat(later).isEqualTo(ask(store.limits(), requests));
        assertThat(later).extracting(Decision::admitted).containsExactly(true, false, true);
        assertThat(later.get(2).reset()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void denied_togetherWithAPolicyThatNothingIsKnownOf_isAskedFor() {
        use(policy("p", 1));

        assertThat(ask(node, policy("p", 1), policy("q", 5)))
                .extracting(Decision::admitted)
                .containsExactly(false, true);

        assertThat(store.calls()).isEqualTo(1);
    }

    /** Two endpoints of one subject, one of which has a policy more. */
    @Test
    void denied_requestsOfDifferentPoliciesInTurn_areAllKnown() {
        Request shared = policy("shared", 1);
        use(shared);
        ask(node, shared, policy("q", 5));
        ask(node, policy("r", 5), shared);
        store.resetCalls();

        for (int i = 0; i < 10; i++) {
            ask(node, shared);
            ask(node, shared, policy("q", 5));
            ask(node, policy("r", 5), shared);
        }

        assertThat(store.calls()).isZero();
    }

    /** What was admitted by q alone counts in the next denial's headers. */
    @Test
    void denied_afterAnotherPolicyHasCounted_tellsItsNewCount() {
        Request full = policy("full", 1);
        use(full);
        ask(node, full, policy("q", 2));
        ask(policy("q", 2));
        store.resetCalls();

        assertThat(ask(node, full, policy("q", 2)).get(1).count()).isEqualTo(1);
        assertThat(store.calls()).isZero();

        ask(policy("q", 2));
        assertThat(ask(node, full, policy("q", 2)))
                .extracting(Decision::admitted)
                .containsExactly(false, false);
    }

    /** Each with the count after it and one more request, if five of five have been used. */
    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("reset", (Consumer<RateLimitStore>) limits -> limits.reset(SUBJECT, "p", Requests.ANY), 1),
                Arguments.of(
                        "refund",
                        (Consumer<RateLimitStore>) limits -> limits.adjust(SUBJECT, "p", Requests.ANY, -2),
                        4),
                Arguments.of(
                        "penalize",
                        (Consumer<RateLimitStore>) limits -> limits.adjust(SUBJECT, "p", Requests.window(5, MINUTE), 2),
                        7));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void change_throughThisNode_takesEffectAtOnce(String name, Consumer<RateLimitStore> change, long count) {
        use(policy("p", 5));

        change.accept(node);

        assertThat(ask(policy("p", 5)).count()).as(name).isEqualTo(count);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void change_throughAnotherNode_takesEffectWithinASecond(String name, Consumer<RateLimitStore> change, long count) {
        use(policy("p", 5));

        change.accept(other);
        store.pass(Duration.ofMillis(949));
        assertThat(ask(policy("p", 5)).count()).as(name).isEqualTo(5);
        store.pass(Duration.ofMillis(51));

        assertThat(ask(policy("p", 5)).count()).as(name).isEqualTo(count);
    }

    @Test
    void giveBack_throughThisNode_takesEffectAtOnce() {
        Decision counted = ask(policy("p", 1));
        use(policy("p", 1));

        node.giveBack(counted.receipt());

        assertThat(ask(policy("p", 1)).admitted()).isTrue();
    }

    @Test
    void giveBack_ofAnotherSubject_leavesTheDenialKnown() {
        use(policy("p", 1));
        Decision counted = node.tryAcquire("another", List.of(policy("p", 1)))
                .toCompletableFuture()
                .join()
                .get(0);
        node.giveBack(counted.receipt());
        node.giveBack(Receipt.NONE);
        store.resetCalls();

        assertThat(ask(policy("p", 1)).admitted()).isFalse();
        assertThat(store.calls()).isZero();
    }

    @Test
    void denial_thatArrivesAfterAReset_isNotRemembered() {
        ask(policy("p", 1));
        CompletableFuture<Void> answered = store.delayNextAnswer();
        var denied = node.tryAcquire(SUBJECT, List.of(policy("p", 1))).toCompletableFuture();
        node.reset(SUBJECT, "p", Requests.ANY).toCompletableFuture().join();
        answered.complete(null);
        assertThat(denied.join().get(0).admitted()).isFalse();

        assertThat(ask(policy("p", 1)).admitted()).isTrue();
    }

    @Test
    void denial_thatIsDecidedWhileAResetIsOnItsWay_isForgottenWhenTheResetHasEnded() {
        ask(policy("p", 1));
        CompletableFuture<Void> reset = store.delayNextCall();
        var done = node.reset(SUBJECT, "p", Requests.ANY).toCompletableFuture();
        assertThat(ask(policy("p", 1)).admitted()).isFalse();
        reset.complete(null);
        done.join();

        assertThat(ask(policy("p", 1)).admitted()).isTrue();
    }

    /** Any call may end at any time: whether it has, only the store knows. */
    @Test
    void denial_ofTooManyRunningCalls_isNeverRemembered() {
        Request running = new Request("c", new Algorithm.Concurrency(1, MINUTE), 1, OnStoreFailure.CLOSED);
        Decision first = ask(other, running).get(0);
        assertThat(ask(running).admitted()).isFalse();
        other.giveBack(first.receipt());

        assertThat(ask(running).admitted()).isTrue();
    }

    @Test
    void denial_byAnotherPolicyThanThatOfRunningCalls_isRemembered() {
        Request running = new Request("c", new Algorithm.Concurrency(5, MINUTE), 1, OnStoreFailure.CLOSED);
        use(policy("p", 1));
        ask(node, policy("p", 1), running);
        store.resetCalls();

        assertThat(ask(node, policy("p", 1), running))
                .extracting(Decision::admitted)
                .containsExactly(false, true);
        assertThat(store.calls()).isZero();
    }

    /** Permits accrue for the additional cost, too. */
    @Test
    void denied_atAHigherCost_isToldToWaitAsLongAsTheStoreWouldSay() {
        Algorithm bucket = new Algorithm.TokenBucket(7, Duration.ofSeconds(10), 5);
        ask(new Request("b", bucket, 5, OnStoreFailure.CLOSED));
        ask(new Request("b", bucket, 1, OnStoreFailure.CLOSED));
        store.resetCalls();
        Request costly = new Request("b", bucket, 3, OnStoreFailure.CLOSED);

        Duration told = ask(costly).retryAfter();

        assertThat(store.calls()).isZero();
        Duration expected = ask(store.limits(), costly).get(0).retryAfter();
        assertThat(told).isBetween(expected, expected.plusMillis(1));
    }

    /** Each with counts that end soon after a request. */
    static Stream<Algorithm> briefPolicies() {
        return Stream.of(
                Requests.window(9, Duration.ofMillis(70)),
                new Algorithm.SlidingWindow(9, Duration.ofMillis(70)),
                new Algorithm.TokenBucket(9, Duration.ofMillis(70), 5));
    }

    @ParameterizedTest
    @MethodSource("briefPolicies")
    void denied_whileAnotherPolicysCountEnds_isNotAskedForAgain(Algorithm algorithm) {
        Request brief = new Request("brief", algorithm, 2, OnStoreFailure.CLOSED);
        Request full = policy("full", 1);
        ask(node, full, brief);
        ask(node, full, brief);
        store.resetCalls();

        for (int i = 0; i < 94; i++) {
            store.pass(Duration.ofMillis(10));
            List<Decision> told = ask(node, full, brief);
            assertThat(store.calls()).as("after %d ms", 10 * i + 10).isZero();

            List<Decision> expected = ask(store.limits(), full, brief);
            assertThat(told).extracting(Decision::outcome).isEqualTo(outcomes(expected));
            assertThat(told).extracting(Decision::reset).isEqualTo(resets(expected));
            assertThat(told.get(0)).isEqualTo(expected.get(0));
            assertThat(told.get(1).count())
                    .isGreaterThanOrEqualTo(expected.get(1).count());
            store.resetCalls();
        }
    }

    private static List<RateLimitStore.Outcome> outcomes(List<Decision> decisions) {
        return decisions.stream().map(Decision::outcome).toList();
    }

    private static List<Duration> resets(List<Decision> decisions) {
        return decisions.stream().map(Decision::reset).toList();
    }

    /** Each with a cost of which two do not fit, and which fits before the count has ended. */
    static Stream<Arguments> briefDenials() {
        return Stream.of(
                Arguments.of(new Algorithm.SlidingWindow(9, Duration.ofMillis(70)), 5),
                Arguments.of(new Algorithm.TokenBucket(9, Duration.ofMillis(70), 5), 3));
    }

    /** Both deny; the denial of one ends soon. */
    @ParameterizedTest
    @MethodSource("briefDenials")
    void denied_byTwoPolicies_isNotAskedForAgainWhenOneWouldAdmit(Algorithm algorithm, long cost) {
        Request brief = new Request("brief", algorithm, cost, OnStoreFailure.CLOSED);
        Request full = policy("full", 1);
        ask(node, full, brief);
        assertThat(ask(node, full, brief)).extracting(Decision::admitted).containsExactly(false, false);
        store.resetCalls();
        store.pass(Duration.ofMillis(150));

        List<Decision> told = ask(node, full, brief);

        assertThat(store.calls()).isZero();
        assertThat(told).extracting(Decision::admitted).containsExactly(false, true);
        assertThat(outcomes(ask(store.limits(), full, brief))).isEqualTo(outcomes(told));
    }

    @ParameterizedTest
    @MethodSource("policiesOfMixedCosts")
    void denied_withCostsOfAnySizeForAnotherPolicy_isAskedForOnceForEachSizeAtMost(Algorithm algorithm) {
        Request full = policy("full", 1);
        Random random = new Random(1);
        ask(node, full, new Request("mixed", algorithm, 6, OnStoreFailure.CLOSED));
        int[] costs = random.ints(500, 1, 10).toArray();
        for (int cost : costs) {
            ask(node, full, new Request("mixed", algorithm, cost, OnStoreFailure.CLOSED));
        }
        assertThat(store.calls()).isLessThan(1 + 9);
        store.resetCalls();

        for (int cost : costs) {
            Request mixed = new Request("mixed", algorithm, cost, OnStoreFailure.CLOSED);
            List<Decision> told = ask(node, full, mixed);
            assertThat(store.calls()).isZero();
            List<Decision> expected = ask(store.limits(), full, mixed);
            assertThat(outcomes(told)).as("cost %d", cost).isEqualTo(outcomes(expected));
            assertThat(told.get(1).retryAfter())
                    .isBetween(expected.get(1).retryAfter(), expected.get(1).reset());
            store.resetCalls();
        }
    }

    static Stream<Algorithm> policiesOfMixedCosts() {
        return Stream.of(
                Requests.window(10, MINUTE),
                new Algorithm.CalendarWindow(10, Duration.ofDays(1), ZoneOffset.UTC),
                new Algorithm.SlidingWindow(10, MINUTE),
                new Algorithm.TokenBucket(10, MINUTE, 10));
    }

    /** A denial of cost 5 says nothing of cost 1, as long as there are permits. */
    @ParameterizedTest
    @MethodSource("policiesOfMixedCosts")
    void denied_atAHighCost_admitsLowCostsWhileThereArePermits(Algorithm algorithm) {
        ask(new Request("p", algorithm, 7, OnStoreFailure.CLOSED));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(new Request("p", algorithm, 5, OnStoreFailure.CLOSED))
                            .admitted())
                    .isFalse();
            assertThat(ask(new Request("p", algorithm, 1, OnStoreFailure.CLOSED))
                            .admitted())
                    .isTrue();
        }
        store.resetCalls();
        assertThat(ask(new Request("p", algorithm, 1, OnStoreFailure.CLOSED)).admitted())
                .isFalse();
        assertThat(ask(new Request("p", algorithm, 5, OnStoreFailure.CLOSED)).admitted())
                .isFalse();
        assertThat(store.calls()).isEqualTo(1);
    }

    @Test
    void denied_besideTooManyRunningCalls_isNotAskedForAgain() {
        Request running = new Request("c", new Algorithm.Concurrency(1, MINUTE), 1, OnStoreFailure.CLOSED);
        ask(node, policy("p", 1), running);
        assertThat(ask(node, policy("p", 1), running))
                .extracting(Decision::admitted)
                .containsExactly(false, false);
        store.resetCalls();

        assertThat(ask(node, policy("p", 1), running))
                .extracting(Decision::admitted)
                .containsExactly(false, false);
        assertThat(store.calls()).isZero();
    }

    @Test
    void failedStore_isAskedAgain() {
        store.failNextCall();
        assertThat(node.tryAcquire(SUBJECT, List.of(policy("p", 1))).toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(ask(policy("p", 1)).admitted()).isTrue();
    }

    /**
     * The same history with and without: one node alone never differs from its store, in anything that it tells. Only
     * counts that sink with time may be those of the last second, and a higher cost may be told to wait for longer.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistory_ofOneNode_isDecidedAsByTheStoreAlone(long seed) {
        CountedStore plain = new CountedStore();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Duration passing = Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(700) : random.nextInt(3));
            store.pass(passing);
            plain.pass(passing);
            String subject = "s" + random.nextInt(3);
            Operation operation = operation(random, subject);
            List<Told> told = operation.on(store, node);
            List<Told> expected = operation.on(plain, plain.limits());
            assertThat(told).as("step %d", i).hasSameSizeAs(expected);
            for (int policy = 0; policy < told.size(); policy++) {
                assertTold(told.get(policy), expected.get(policy), "step " + i);
            }
        }
        assertThat(store.calls()).isLessThan(plain.calls());
    }

    /**
     * Two nodes change the same counts. What a node denies by itself, the store would deny, too, unless the other node
     * has given something back within the last second.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void anyHistory_ofTwoNodes_isDecidedAsByTheStoreButForTheOthersLastSecond(long seed) {
        Random random = new Random(seed);
        Map<String, Long> givenBack = new HashMap<>();
        int known = 0;
        for (int i = 0; i < 20_000; i++) {
            store.pass(Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(700) : random.nextInt(3)));
            String subject = "s" + random.nextInt(3);
            boolean first = random.nextBoolean();
            RateLimitStore asked = first ? node : other;
            if (random.nextInt(30) == 0) {
                change(random, asked, subject);
                givenBack.put(subject + first, store.nanos());
                continue;
            }
            List<Request> requests = requests(random, false);
            store.resetCalls();
            List<Decision> decisions =
                    asked.tryAcquire(subject, requests).toCompletableFuture().join();
            if (store.calls() > 0) {
                continue;
            }
            known++;
            assertThat(decisions).anyMatch(decision -> !decision.admitted());
            List<Decision> expected = store.limits()
                    .tryAcquire(subject, requests)
                    .toCompletableFuture()
                    .join();
            if (expected.stream().allMatch(Decision::admitted)) {
                long last = givenBack.getOrDefault(subject + !first, 0L);
                assertThat(Duration.ofNanos(store.nanos() - last))
                        .as("step %d", i)
                        .isLessThan(Duration.ofSeconds(1));
            }
        }
        assertThat(known).isGreaterThan(1_000);
    }

    private static void change(Random random, RateLimitStore limits, String subject) {
        int policy = random.nextInt(ALGORITHMS.size());
        Algorithm algorithm = ALGORITHMS.get(policy);
        if (random.nextBoolean()) {
            limits.reset(subject, "p" + policy, algorithm).toCompletableFuture().join();
        } else {
            limits.adjust(subject, "p" + policy, algorithm, -1 - random.nextInt(4))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** A decision and what it was made for; the count of an operation stands for one without a request. */
    private record Told(@Nullable Request request, Decision decision) {}

    private static void assertTold(Told told, Told expected, String step) {
        Decision here = told.decision();
        Decision there = expected.decision();
        assertThat(here.outcome()).as(step).isEqualTo(there.outcome());
        assertThat(here.reset()).as(step).isEqualTo(there.reset());
        assertThat(here.retryAfter()).as(step).isBetween(there.retryAfter(), there.reset());
        if (told.request() == null || told.request().algorithm() instanceof Algorithm.FixedWindow) {
            assertThat(here).as(step).isEqualTo(there);
        } else {
            assertThat(here.count()).as(step).isGreaterThanOrEqualTo(there.count());
            assertThat(here.remaining()).as(step).isLessThanOrEqualTo(there.remaining());
        }
    }

    private static Operation operation(Random random, String subject) {
        String policyId = "p" + random.nextInt(ALGORITHMS.size());
        Algorithm algorithm = ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
        long amount = 1L + random.nextInt(4);
        return switch (random.nextInt(40)) {
            case 0 ->
                (store, limits) -> {
                    limits.reset(subject, policyId, algorithm)
                            .toCompletableFuture()
                            .join();
                    return List.of();
                };
            case 1 -> (store, limits) -> told(limits.adjust(subject, policyId, algorithm, -amount));
            case 2 -> (store, limits) -> told(limits.adjust(subject, policyId, algorithm, amount));
            case 3 ->
                (store, limits) -> {
                    limits.block(subject, policyId, algorithm, Duration.ofMillis(100 * amount))
                            .toCompletableFuture()
                            .join();
                    return List.of();
                };
            default -> {
                List<Request> requests = requests(random, true);
                boolean givenBack = random.nextInt(20) == 0;
                yield (store, limits) -> {
                    List<Decision> decisions = limits.tryAcquire(subject, requests)
                            .toCompletableFuture()
                            .join();
                    if (givenBack) {
                        // a window that is emptied in the millisecond of its begin looks like none
                        store.pass(Duration.ofMillis(1));
                        decisions.forEach(each -> limits.giveBack(each.receipt()));
                    }
                    return IntStream.range(0, requests.size())
                            .mapToObj(i -> new Told(requests.get(i), withoutReceipt(decisions.get(i))))
                            .toList();
                };
            }
        };
    }

    private static List<Told> told(CompletionStage<RateLimitStore.Usage> stage) {
        RateLimitStore.Usage usage = stage.toCompletableFuture().join();
        return List.of(new Told(
                null,
                new Decision(
                        RateLimitStore.Outcome.UNCOUNTED,
                        usage.count(),
                        0,
                        usage.reset(),
                        Duration.ZERO,
                        Receipt.NONE,
                        false)));
    }

    private static final List<Algorithm> ALGORITHMS = List.of(
            Requests.window(8, Duration.ofMillis(400)),
            Requests.window(10, Duration.ofSeconds(20)),
            new Algorithm.SlidingWindow(10, Duration.ofMillis(1_500)),
            new Algorithm.TokenBucket(10, Duration.ofSeconds(2), 6),
            Requests.window(9, Duration.ofMillis(1_500)),
            new Algorithm.CalendarWindow(7, Duration.ofMillis(600), ZoneOffset.UTC));

    /** @param changed whether the limits are changed now and then */
    private static List<Request> requests(Random random, boolean changed) {
        List<Request> requests = new ArrayList<>();
        for (int policy = 0; policy < ALGORITHMS.size(); policy++) {
            if (random.nextInt(3) == 0) {
                Algorithm algorithm =
                        ALGORITHMS.get(changed && random.nextInt(50) == 0 ? random.nextInt(ALGORITHMS.size()) : policy);
                requests.add(new Request("p" + policy, algorithm, 1 + random.nextInt(3), OnStoreFailure.CLOSED));
            }
        }
        return requests.isEmpty() ? List.of(policy("p0", 8)) : requests;
    }

    /** A receipt names a window of its store. */
    private static Decision withoutReceipt(Decision decision) {
        return new Decision(
                decision.outcome(),
                decision.count(),
                decision.remaining(),
                decision.reset(),
                decision.retryAfter(),
                Receipt.NONE,
                decision.local());
    }

    private interface Operation {
        List<Told> on(CountedStore store, RateLimitStore limits);
    }
}
