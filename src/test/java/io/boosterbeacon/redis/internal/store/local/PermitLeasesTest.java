package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a node takes permits in advance, and what becomes of those that it does not use. */
class PermitLeasesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long LIMIT = 1_000_000;
    private static final String SUBJECT = "subject";

    private final CountedStore store = new CountedStore();
    /** Closed: the test says when leases are checked. */
    private final Scheduler timers = new Scheduler();

    private final PermitLeases node = node(LeaseSize.BY_DEMAND);
    /** Takes a hundred permits whenever it can. */
    private final PermitLeases greedy = node((demand, limits, now) -> 100);

    @BeforeEach
    void close() {
        timers.close();
    }

    private PermitLeases node(LeaseSize size) {
        return new PermitLeases(new KnownDenials(store.limits(), store::nanos), timers, store::nanos, size);
    }

    private static Request request(String id, long limit, Duration window, long cost) {
        return new Request(id, Requests.window(limit, window), cost, OnStoreFailure.CLOSED, true);
    }

    private static Request request(long limit) {
        return request("p", limit, MINUTE, 1);
    }

    private static List<Decision> ask(RateLimitStore limits, Request... requests) {
        return limits.tryAcquire(SUBJECT, List.of(requests))
                .toCompletableFuture()
                .join();
    }

    /** Sends so many requests in each of so many milliseconds. Returns the last decision. */
    private Decision send(int perMilli, int millis, Request request) {
        Decision last = Decision.UNCOUNTED;
        for (int i = 0; i < perMilli * millis; i++) {
            last = ask(node, request).get(0);
            if (i % perMilli == perMilli - 1) {
                store.pass(Duration.ofMillis(1));
            }
        }
        return last;
    }

    /** What the store has counted, which includes all leases. */
    private long counted(String policyId) {
        return store.limits()
                .adjust(SUBJECT, policyId, Requests.ANY, 0)
                .toCompletableFuture()
                .join()
                .count();
    }

    @Test
    void muchUsedSubject_isServedWithATripInATwentiethOfASecond() {
        send(20, 200, request(LIMIT));
        store.resetCalls();

        Decision last = send(20, 1_000, request(LIMIT));

        assertThat(store.calls()).isBetween(10L, 20L);
        assertThat(last.count()).isEqualTo(24_000);
        assertThat(last.remaining()).isEqualTo(LIMIT - 24_000);
        assertThat(last.reset()).isEqualTo(MINUTE.minusMillis(1_199));
        assertThat(counted("p")).isBetween(24_000L, 24_000L + 20 * 75 + 1);
    }

    @Test
    void seldomUsedSubject_isServedAsWithoutLeases() {
        for (int i = 0; i < 100; i++) {
            ask(node, request(LIMIT));
            assertThat(counted("p")).isEqualTo(i + 1);
            store.pass(Duration.ofMillis(60));
        }
    }

    @Test
    void lease_isAtMostTheFiftiethPartOfTheLimitAndTheFourthOfTheRest() {
        Request request = request(1_000);
        long used = 0;
        long most = 0;
        while (ask(node, request).get(0).admitted()) {
            used++;
            long held = counted("p") - used;
            assertThat(held).as("after %d", used).isLessThanOrEqualTo(Math.min(20, (1_000 - used) / 3));
            most = Math.max(most, held);
            if (used % 3 == 0) {
                store.pass(Duration.ofMillis(1));
            }
        }

        assertThat(used).isEqualTo(1_000);
        assertThat(most).isGreaterThan(10);
    }

    @Test
    void lowLimit_isNeverTakenInAdvance() {
        send(5, 15, request(99));

        assertThat(counted("p")).isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7})
    void costs_areServedFromTheLease(long cost) {
        long used = 0;
        for (int i = 0; i < 20; i++) {
            Decision decision = ask(greedy, request("p", LIMIT, MINUTE, cost)).get(0);
            used += cost;
            assertThat(decision.count()).isEqualTo(used);
        }

        assertThat(store.calls()).isLessThanOrEqualTo(5);
    }

    @Test
    void severalPolicies_areServedTogether() {
        for (int i = 1; i <= 100; i++) {
            assertThat(ask(greedy, request("a", LIMIT, MINUTE, 1), request("b", 500, Duration.ofDays(1), 1)))
                    .extracting(Decision::count)
                    .containsOnly((long) i);
        }

        assertThat(store.calls()).isEqualTo(1);
    }

    @Test
    void severalPolicies_oneOfWhichIsNotLeased_areDecidedByTheStore() {
        for (int i = 0; i < 5; i++) {
            ask(greedy, request("a", LIMIT, MINUTE, 1), Requests.of("b", LIMIT, MINUTE, 1));
        }

        assertThat(store.calls()).isEqualTo(5);
        assertThat(counted("a")).isEqualTo(5);
    }

    @Test
    void runningCalls_areNeverTakenInAdvance() {
        Request running = new Request("c", new Algorithm.Concurrency(500, MINUTE), 1, OnStoreFailure.CLOSED, true);
        ask(greedy, running);
        ask(greedy, running);

        assertThat(store.calls()).isEqualTo(2);
    }

    @Test
    void lease_thatIsIdle_isGivenBack() {
        ask(greedy, request(LIMIT));
        assertThat(counted("p")).isEqualTo(100);
        greedy.check();
        ask(greedy, request(LIMIT));
        greedy.check();
        assertThat(counted("p")).isEqualTo(100);

        greedy.check();

        assertThat(counted("p")).isEqualTo(2);
        assertThat(ask(greedy, request(LIMIT)).get(0).count()).isEqualTo(3);
    }

    @Test
    void lease_ofANodeThatStops_isGivenBack() {
        ask(greedy, request(LIMIT));

        greedy.close();

        assertThat(counted("p")).isEqualTo(1);
    }

    @Test
    void lease_ofANodeThatIsKilled_isLostUntilItsWindowEnds() {
        ask(greedy, request(300));

        int admitted = 0;
        while (ask(node, request(300)).get(0).admitted()) {
            admitted++;
        }
        assertThat(admitted).isEqualTo(200);
        store.pass(MINUTE);
        assertThat(ask(node, request(300)).get(0).count()).isEqualTo(1);
    }

    @Test
    void lease_atTheEndOfItsWindow_ends() {
        Request brief = request("p", LIMIT, Duration.ofMillis(300), 1);
        ask(greedy, brief);
        store.pass(Duration.ofMillis(297));
        assertThat(ask(greedy, brief).get(0).count()).isEqualTo(2);
        assertThat(store.calls()).isEqualTo(1);
        store.pass(Duration.ofMillis(3));

        Decision next = ask(greedy, brief).get(0);

        assertThat(next.count()).isEqualTo(1);
        assertThat(next.reset()).isEqualTo(Duration.ofMillis(300));
    }

    /** The store decides when it gets the request, which may be long before the answer arrives. */
    @Test
    void lease_whoseAnswerIsLate_endsWithItsWindowAllTheSame() {
        Request brief = request("p", LIMIT, Duration.ofMillis(300), 1);
        CompletableFuture<Void> answered = store.delayNextAnswer();
        var first = greedy.tryAcquire(SUBJECT, List.of(brief)).toCompletableFuture();
        store.pass(Duration.ofMillis(200));
        answered.complete(null);
        assertThat(first.join().get(0).admitted()).isTrue();
        store.pass(Duration.ofMillis(101));

        assertThat(ask(greedy, brief).get(0).count()).isEqualTo(1);
    }

    @Test
    void lease_neverLastsForLongerThanASecond() {
        ask(greedy, request(LIMIT));
        store.pass(Duration.ofMillis(999));
        ask(greedy, request(LIMIT));
        assertThat(store.calls()).isEqualTo(1);
        store.pass(Duration.ofMillis(1));

        ask(greedy, request(LIMIT));

        // what was left is given back, and new permits are taken
        assertThat(store.calls()).isEqualTo(3);
        assertThat(counted("p")).isEqualTo(102);
    }

    @Test
    void lease_ofACountThatSinks_lastsForAFifthOfASecond() {
        Request bucket =
                new Request("p", new Algorithm.TokenBucket(100, MINUTE, LIMIT), 1, OnStoreFailure.CLOSED, true);
        ask(greedy, bucket);
        store.pass(Duration.ofMillis(199));
        ask(greedy, bucket);
        assertThat(store.calls()).isEqualTo(1);
        store.pass(Duration.ofMillis(1));
        ask(greedy, bucket);

        assertThat(store.calls()).isGreaterThan(1);
    }

    @Test
    void reset_throughThisNode_endsTheLease() {
        ask(greedy, request(LIMIT));

        greedy.reset(SUBJECT, "p", Requests.ANY).toCompletableFuture().join();

        assertThat(counted("p")).isZero();
        assertThat(ask(greedy, request(LIMIT)).get(0).count()).isEqualTo(1);
    }

    /** The permits were taken before the reset: they are not of the new count. */
    @Test
    void reset_whilePermitsAreOnTheirWay_keepsNoneOfThem() {
        CompletableFuture<Void> answered = store.delayNextAnswer();
        var first = greedy.tryAcquire(SUBJECT, List.of(request(150))).toCompletableFuture();
        greedy.reset(SUBJECT, "p", Requests.ANY).toCompletableFuture().join();
        answered.complete(null);
        assertThat(first.join().get(0).admitted()).isTrue();

        int admitted = 0;
        while (ask(greedy, request(150)).get(0).admitted()) {
            admitted++;
        }
        assertThat(admitted).isEqualTo(150);
    }

    @Test
    void block_throughThisNode_endsTheLease() {
        ask(greedy, request(LIMIT));

        greedy.block(SUBJECT, "p", Requests.ANY, MINUTE).toCompletableFuture().join();

        assertThat(ask(greedy, request(LIMIT)).get(0).admitted()).isFalse();
    }

    @Test
    void changedLimit_endsTheLease() {
        ask(greedy, request(LIMIT));

        assertThat(ask(greedy, request(1)).get(0).admitted()).isFalse();
        assertThat(counted("p")).isEqualTo(1);
    }

    @Test
    void requests_whilePermitsAreOnTheirWay_waitForThem() {
        CompletableFuture<Void> answered = store.delayNextAnswer();
        List<CompletableFuture<List<Decision>>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(greedy.tryAcquire(SUBJECT, List.of(request(LIMIT))).toCompletableFuture());
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        answered.complete(null);

        assertThat(waiting).allMatch(each -> each.join().get(0).admitted());
        assertThat(store.calls()).isEqualTo(1);
    }

    @Test
    void requests_whilePermitsAreOnTheirWay_failWithTheTrip() {
        CompletableFuture<Void> reached = store.delayNextCall();
        var first = greedy.tryAcquire(SUBJECT, List.of(request(LIMIT))).toCompletableFuture();
        var second = greedy.tryAcquire(SUBJECT, List.of(request(LIMIT))).toCompletableFuture();
        reached.completeExceptionally(CountedStore.failure());

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(ask(greedy, request(LIMIT)).get(0).count()).isEqualTo(1);
    }

    @Test
    void request_thatTheStoreCannotTake_letsOthersMakeTheirTrips() {
        store.throwAtNextCall();
        assertThatThrownBy(() -> greedy.tryAcquire(SUBJECT, List.of(request(LIMIT))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ask(greedy, request(LIMIT)).get(0).count()).isEqualTo(1);
    }

    /** A bucket that is nearly full of permits again says that its count ends soon. */
    @Test
    void muchUsedBucket_isServedWithATripInATwentiethOfASecond() {
        Request bucket =
                new Request("p", new Algorithm.TokenBucket(LIMIT, MINUTE, LIMIT), 1, OnStoreFailure.CLOSED, true);
        send(10, 200, bucket);
        store.resetCalls();

        send(10, 1_000, bucket);

        assertThat(store.decisions()).isBetween(10L, 20L);
        // in the place of unused permits others have accrued, but the store is told each time; and slots are given back
        assertThat(store.calls()).isLessThanOrEqualTo(3 * store.decisions());
    }

    /** Held permits are counted already. */
    @Test
    void failedStore_endsNoLease() {
        ask(greedy, request(LIMIT));
        store.failAlways();

        for (int i = 0; i < 99; i++) {
            assertThat(ask(greedy, request(LIMIT)).get(0).outcome()).isEqualTo(Outcome.ADMITTED);
        }
        assertThat(greedy.tryAcquire(SUBJECT, List.of(request(LIMIT))).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void denial_ofMoreThanIsLeft_takesWhatTheRequestNeeds() {
        ask(store.limits(), Requests.of("p", 150, MINUTE, 60));

        int admitted = 0;
        while (ask(greedy, request(150)).get(0).admitted()) {
            admitted++;
        }

        assertThat(admitted).isEqualTo(90);
    }
}
