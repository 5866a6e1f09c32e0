package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every algorithm of a {@link RateLimitStore}, and for each of those besides the fixed window. */
abstract class LimitAlgorithmsContract extends StoreContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private final String client = random("client");

    /** The port under test. */
    abstract RateLimitStore limits();

    static Stream<Algorithm> algorithms() {
        return Stream.concat(counting(), Stream.of(new Concurrency(3, LONG)));
    }

    static Stream<Algorithm> counting() {
        return Stream.of(
                new FixedWindow(3, LONG),
                new CalendarWindow(3, DAY, ZONE),
                new CalendarWindow(3, Duration.ofDays(30), ZONE),
                new SlidingWindow(3, DAY.multipliedBy(300)),
                new TokenBucket(1, LONG, 3),
                new TokenBucket(1, Duration.ofDays(300), 3));
    }

    private static Request request(Algorithm algorithm, long cost) {
        return new Request("p", algorithm, cost, OnStoreFailure.CLOSED);
    }

    private Decision acquire(Algorithm algorithm) {
        return acquire(algorithm, 1);
    }

    private Decision acquire(Algorithm algorithm, long cost) {
        return await(limits().tryAcquire(client, List.of(request(algorithm, cost))))
                .get(0);
    }

    private Usage usage(Algorithm algorithm) {
        return await(limits().adjust(client, "p", algorithm, 0));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithm_upToTheLimit_admitsAndThenDenies(Algorithm algorithm) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            decisions.add(acquire(algorithm));
        }

        assertThat(decisions).extracting(Decision::admitted).containsExactly(true, true, true, false);
        assertThat(decisions).extracting(Decision::count).containsExactly(1L, 2L, 3L, 3L);
        assertThat(decisions).extracting(Decision::remaining).containsExactly(2L, 1L, 0L, 0L);
        assertThat(decisions.get(2).retryAfter()).isZero();
        assertThat(decisions.get(3).retryAfter()).isPositive();
        assertThat(decisions.get(3).receipt()).isEqualTo(Receipt.NONE);
        assertThat(usage(algorithm).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithm_manyThreadsRacing_admitsExactlyTheLimit(Algorithm algorithm) {
        long admitted = race(THREADS, () -> {
                    long mine = 0;
                    for (int i = 0; i < 20; i++) {
                        mine += acquire(algorithm).admitted() ? 1 : 0;
                    }
                    return mine;
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();

        assertThat(admitted).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithm_givenBack_admitsAgain(Algorithm algorithm) {
        acquire(algorithm);
        Decision second = acquire(algorithm);
        acquire(algorithm);
        await(limits().giveBack(second.receipt()));

        assertThat(usage(algorithm).count()).isEqualTo(2);
        assertThat(acquire(algorithm).admitted()).isTrue();
        assertThat(acquire(algorithm).admitted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithm_oneOfSeveralPoliciesDenies_noneCounts(Algorithm algorithm) {
        List<Request> requests = new ArrayList<>();
        requests.add(new Request("full", new FixedWindow(1, LONG), 1, OnStoreFailure.CLOSED));
        requests.add(request(algorithm, 1));
        assertThat(await(limits().tryAcquire(client, requests)))
                .allMatch(Decision::admitted)
                .noneMatch(decision -> decision.receipt() == Receipt.NONE);

        List<Decision> denied = await(limits().tryAcquire(client, requests));

        assertThat(denied).extracting(Decision::admitted).containsExactly(false, true);
        assertThat(denied).extracting(Decision::receipt).containsExactly(Receipt.NONE, Receipt.NONE);
        assertThat(denied.get(1).count()).isEqualTo(1);
        assertThat(usage(algorithm).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithm_reset_beginsAnew(Algorithm algorithm) {
        Decision old = acquire(algorithm);
        acquire(algorithm);
        await(limits().reset(client, "p", algorithm));
        assertThat(usage(algorithm)).isEqualTo(Usage.NONE);

        assertThat(acquire(algorithm).count()).isEqualTo(1);
        assertThat(old.admitted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void block_anyAlgorithm_denies(Algorithm algorithm) {
        acquire(algorithm);
        await(limits().block(client, "p", algorithm, LONG));

        Decision denied = acquire(algorithm);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.remaining()).isZero();
        assertThat(denied.retryAfter()).isPositive().isLessThanOrEqualTo(LONG);
        assertThat(usage(algorithm).count()).isEqualTo(3);
    }

    /** One wait for all of them. */
    @Test
    void block_anyAlgorithm_ends() {
        List<Request> requests = new ArrayList<>();
        for (Algorithm algorithm : algorithms().toList()) {
            requests.add(new Request("p" + requests.size(), algorithm, 1, OnStoreFailure.CLOSED));
        }
        for (Request request : requests) {
            await(limits().tryAcquire(client, List.of(request)));
            await(limits().block(client, request.policyId(), request.algorithm(), SHORT));
        }
        pass(PAST_SHORT);

        for (Request request : requests) {
            assertThat(await(limits().tryAcquire(client, List.of(request))))
                    .as("%s", request)
                    .allMatch(Decision::admitted);
        }
    }

    @ParameterizedTest
    @MethodSource("counting")
    void block_ofACount_keepsTheCount(Algorithm algorithm) {
        acquire(algorithm, 2);
        await(limits().block(client, "p", algorithm, SHORT));
        pass(PAST_SHORT);

        assertThat(usage(algorithm).count()).isEqualTo(2);
        assertThat(acquire(algorithm, 2).admitted()).isFalse();
        assertThat(acquire(algorithm, 1).count()).isEqualTo(3);
    }

    @Test
    void block_longerThanTheWindow_isFollowedByANewWindow() {
        FixedWindow window = new FixedWindow(3, SHORT.dividedBy(2));
        acquire(window, 3);
        await(limits().block(client, "p", window, SHORT));
        assertThat(acquire(window).retryAfter()).isBetween(SHORT.dividedBy(2), SHORT);
        pass(PAST_SHORT);

        assertThat(acquire(window).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void block_ofABlockedSubject_neverShortensTheBlock(Algorithm algorithm) {
        await(limits().block(client, "p", algorithm, SHORT));
        await(limits().block(client, "p", algorithm, LONG));
        await(limits().block(client, "p", algorithm, SHORT));
        pass(PAST_SHORT);

        assertThat(acquire(algorithm).retryAfter()).isGreaterThan(SHORT);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void giveBack_whileBlocked_isFoundAfterTheBlock(Algorithm algorithm) {
        acquire(algorithm);
        acquire(algorithm);
        Decision last = acquire(algorithm);
        await(limits().block(client, "p", algorithm, SHORT));
        await(limits().giveBack(last.receipt()));
        assertThat(acquire(algorithm).admitted()).isFalse();
        pass(PAST_SHORT);

        assertThat(acquire(algorithm).admitted()).isTrue();
        assertThat(acquire(algorithm).admitted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void giveBack_ofACountBeforeAReset_takesFromNobody(Algorithm algorithm) {
        Decision before = acquire(algorithm);
        await(limits().reset(client, "p", algorithm));
        acquire(algorithm);
        acquire(algorithm);
        await(limits().giveBack(before.receipt()));
        await(limits().renew(before.receipt()));

        assertThat(usage(algorithm).count()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void giveBack_ofACountThatWasRefunded_takesFromNobody(Algorithm algorithm) {
        Decision before = acquire(algorithm, 2);
        await(limits().adjust(client, "p", algorithm, -2));
        acquire(algorithm, 2);
        await(limits().giveBack(before.receipt()));

        // a window keeps its name when it counts nothing: then it is the caller who has given back twice
        boolean named = algorithm instanceof FixedWindow || algorithm instanceof CalendarWindow;
        assertThat(usage(algorithm).count()).isEqualTo(named ? 0 : 2);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void reset_blocked_endsTheBlock(Algorithm algorithm) {
        await(limits().block(client, "p", algorithm, LONG));
        await(limits().reset(client, "p", algorithm));

        assertThat(acquire(algorithm).admitted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("counting")
    void adjust_blocked_changesNothing(Algorithm algorithm) {
        await(limits().block(client, "p", algorithm, LONG));
        await(limits().adjust(client, "p", algorithm, -3));
        await(limits().adjust(client, "p", algorithm, 1));

        assertThat(acquire(algorithm).admitted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("counting")
    void adjust_addsBeyondTheLimit_andSubtractsDownToZero(Algorithm algorithm) {
        assertThat(await(limits().adjust(client, "p", algorithm, 5)).count()).isEqualTo(5);
        assertThat(acquire(algorithm).admitted()).isFalse();
        assertThat(await(limits().adjust(client, "p", algorithm, -3)).count()).isEqualTo(2);
        assertThat(acquire(algorithm).count()).isEqualTo(3);
        assertThat(await(limits().adjust(client, "p", algorithm, -9)).count()).isZero();
        assertThat(acquire(algorithm, 3).admitted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("counting")
    void adjust_enormousAmount_deniesAndStaysExact(Algorithm algorithm) {
        await(limits().adjust(client, "p", algorithm, (1L << 53) - 1));

        assertThat(acquire(algorithm).admitted()).isFalse();
        assertThat(usage(algorithm).count()).isGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void settle_lessThanTaken_givesTheRestBack(Algorithm algorithm) {
        Decision taken = acquire(algorithm, 3);
        await(limits().settle(taken.receipt(), 1));

        assertThat(usage(algorithm).count()).isEqualTo(1);
        assertThat(acquire(algorithm, 2).admitted()).isTrue();
        assertThat(acquire(algorithm).admitted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("counting")
    void settle_moreThanTaken_takesMoreUpToTheCapacity(Algorithm algorithm) {
        Decision taken = acquire(algorithm, 1);
        await(limits().settle(taken.receipt(), 2));
        assertThat(usage(algorithm).count()).isEqualTo(2);

        Decision other = acquire(algorithm, 1);
        await(limits().settle(other.receipt(), 100));
        assertThat(usage(algorithm).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("counting")
    void settle_asTaken_changesNothing(Algorithm algorithm) {
        Decision taken = acquire(algorithm, 2);
        await(limits().settle(taken.receipt(), 2));

        assertThat(usage(algorithm).count()).isEqualTo(2);
    }

    @Test
    void calendarWindow_endsAtMidnightOfItsZone() {
        CalendarWindow daily = new CalendarWindow(3, DAY, ZONE);
        Decision first = acquire(daily);

        assertThat(first.reset()).isPositive().isLessThanOrEqualTo(Duration.ofHours(25));
        assertThat(usage(daily).reset()).isBetween(first.reset().minusSeconds(10), first.reset());
    }

    @Test
    void slidingWindow_previousWindow_countsByItsShare() {
        Duration length = Duration.ofSeconds(2);
        SlidingWindow window = new SlidingWindow(100, length);
        Duration left = acquire(window, 98).reset().minus(length);
        pass(left.plus(length.dividedBy(4)));

        // the previous window only: its share is that of the time until the count is zero
        Usage usage = usage(window);
        assertThat(usage.count()).isPositive().isLessThan(98);
        assertThat(usage.count())
                .isEqualTo((98 * usage.reset().toMillis() + length.toMillis() - 1) / length.toMillis());
        assertThat(acquire(window, 100).admitted()).isFalse();
        pass(length);
        assertThat(usage(window)).isEqualTo(Usage.NONE);
    }

    @Test
    void tokenBucket_permitsAccrueEvenly() {
        TokenBucket bucket = new TokenBucket(10, Duration.ofSeconds(2), 5);
        acquire(bucket, 5);
        Decision denied = acquire(bucket);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(200));
        pass(denied.retryAfter().plusMillis(1));

        assertThat(acquire(bucket).admitted()).isTrue();
        pass(Duration.ofMillis(1_100));
        assertThat(acquire(bucket, 5).admitted()).isTrue();
    }

    @Test
    void tokenBucket_givenBackAfterItsPermitsHaveAccrued_givesNothing() {
        TokenBucket bucket = new TokenBucket(10, Duration.ofSeconds(1), 5);
        Decision old = acquire(bucket, 2);
        pass(Duration.ofMillis(300));
        acquire(bucket, 5);
        await(limits().giveBack(old.receipt()));

        assertThat(acquire(bucket, 3).admitted()).isFalse();
    }

    @Test
    void tokenBucket_limitChanged_keepsWhatIsInUse() {
        acquire(new TokenBucket(1, LONG, 10), 8);

        assertThat(acquire(new TokenBucket(1, LONG, 9)).count()).isEqualTo(9);
        assertThat(acquire(new TokenBucket(1, LONG.multipliedBy(2), 9)).admitted())
                .isFalse();
    }

    @Test
    void concurrency_permitNotRenewed_endsByItself() {
        Concurrency one = new Concurrency(1, SHORT);
        acquire(one);
        assertThat(acquire(one).admitted()).isFalse();
        pass(PAST_SHORT);

        assertThat(acquire(one).admitted()).isTrue();
    }

    @Test
    void concurrency_permitRenewed_staysTaken() {
        Concurrency one = new Concurrency(1, Duration.ofMillis(800));
        Decision running = acquire(one);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofMillis(300));
            await(limits().renew(running.receipt()));
            assertThat(acquire(one).admitted()).isFalse();
        }
        await(limits().giveBack(running.receipt()));

        assertThat(acquire(one).admitted()).isTrue();
    }

    @Test
    void concurrency_renewedOrGivenBackTooLate_harmsNobody() {
        Concurrency one = new Concurrency(1, SHORT);
        Decision late = acquire(one);
        pass(PAST_SHORT);
        Decision next = acquire(new Concurrency(1, LONG));
        await(limits().renew(late.receipt()));
        await(limits().giveBack(late.receipt()));

        assertThat(next.admitted()).isTrue();
        assertThat(acquire(one).admitted()).isFalse();
        assertThat(usage(one).count()).isEqualTo(1);
    }

    @Test
    void concurrency_blocked_keepsRunningCalls() {
        Concurrency two = new Concurrency(2, LONG);
        acquire(two);
        await(limits().block(client, "p", two, SHORT));
        assertThat(acquire(two).admitted()).isFalse();
        pass(PAST_SHORT);

        assertThat(acquire(two).admitted()).isTrue();
        assertThat(acquire(two).admitted()).isFalse();
    }

    @Test
    void allAlgorithms_asPoliciesOfOneSubject_areDecidedTogether() {
        List<Request> requests = new ArrayList<>();
        for (Algorithm algorithm : algorithms().toList()) {
            requests.add(new Request("p" + requests.size(), algorithm, 1, OnStoreFailure.CLOSED));
        }
        List<Decision> first = await(limits().tryAcquire(client, requests));
        await(limits().tryAcquire(client, requests));
        await(limits().tryAcquire(client, requests));

        assertThat(first).allMatch(Decision::admitted).allMatch(decision -> decision.count() == 1);
        assertThat(await(limits().tryAcquire(client, requests)))
                .noneMatch(Decision::admitted)
                .allMatch(decision -> decision.count() == 3);
        for (Decision decision : first) {
            await(limits().giveBack(decision.receipt()));
        }
        assertThat(await(limits().tryAcquire(client, requests))).allMatch(Decision::admitted);
    }
}
