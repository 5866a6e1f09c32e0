package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a lease has served, and whose real cost is known later. */
class SettledLeasesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long LIMIT = 10_000;
    private static final String SUBJECT = "subject";

    private final CountedStore store = new CountedStore();
    /** Closed: the test says when leases are checked. */
    private final Scheduler timers = new Scheduler();

    /** Takes a thousand permits whenever it can. */
    private final PermitLeases leases = new PermitLeases(
            new KnownDenials(store.limits(), store::nanos), timers, store::nanos, (demand, limits, now) -> 1_000);

    @BeforeEach
    void close() {
        timers.close();
    }

    private static Request request(String id, long cost) {
        return new Request(id, Requests.window(LIMIT, MINUTE), cost, OnStoreFailure.CLOSED, true);
    }

    private List<Decision> ask(Request... requests) {
        return leases.tryAcquire(SUBJECT, List.of(requests))
                .toCompletableFuture()
                .join();
    }

    private Receipt take(long cost) {
        return ask(request("p", cost)).get(0).receipt();
    }

    private void settle(Receipt receipt, long cost) {
        leases.settle(receipt, cost).toCompletableFuture().join();
    }

    /** What the store has counted, which includes the lease. */
    private long counted(String policyId) {
        return store.limits()
                .adjust(SUBJECT, policyId, Requests.ANY, 0)
                .toCompletableFuture()
                .join()
                .count();
    }

    private void endLease() {
        store.pass(Duration.ofSeconds(2));
        leases.check();
    }

    @Test
    void smallerCost_whileTheLeaseIsOpen_isForTheNextRequests() {
        Receipt receipt = take(60);
        for (int i = 0; i < 9; i++) {
            take(100);
        }
        store.resetCalls();
        settle(receipt, 10);
        assertThat(ask(request("p", 90)).get(0).admitted()).isTrue();

        assertThat(store.calls()).isZero();
        assertThat(counted("p")).isEqualTo(1_000);
        endLease();
        assertThat(counted("p")).isEqualTo(1_000);
    }

    @Test
    void smallerCost_afterTheLease_isGivenBackToTheStore() {
        Receipt receipt = take(60);
        Receipt other = take(5);
        assertThat(counted("p")).isEqualTo(1_000);
        endLease();
        assertThat(counted("p")).isEqualTo(65);

        settle(receipt, 10);
        assertThat(counted("p")).isEqualTo(15);
        settle(other, 0);
        assertThat(counted("p")).isEqualTo(10);
    }

    @Test
    void largerCost_isTakenFromTheLeaseAndThenFromTheStore() {
        Receipt receipt = take(60);
        settle(receipt, 160);
        assertThat(counted("p")).isEqualTo(1_000);

        Receipt next = take(40);
        settle(next, 1_040);
        assertThat(counted("p")).isEqualTo(1_200);
        endLease();
        assertThat(counted("p")).isEqualTo(1_200);
    }

    @Test
    void largerCost_afterTheLease_isTakenFromTheStoreUpToTheCapacity() {
        Receipt receipt = take(60);
        endLease();

        settle(receipt, 500);
        assertThat(counted("p")).isEqualTo(500);
        Receipt last = take(60);
        endLease();
        settle(last, LIMIT);
        assertThat(counted("p")).isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 500})
    void cost_afterTheWindow_changesNothingInTheNextOne(long cost) {
        Receipt receipt = take(60);
        store.pass(MINUTE);
        leases.check();
        take(7);
        endLease();

        settle(receipt, cost);

        assertThat(counted("p")).isEqualTo(7);
    }

    @Test
    void policies_ofOneLease_areSettledApart() {
        List<Decision> decisions = ask(request("a", 60), request("b", 60));
        settle(decisions.get(0).receipt(), 10);
        endLease();
        settle(decisions.get(1).receipt(), 20);

        assertThat(counted("a")).isEqualTo(10);
        assertThat(counted("b")).isEqualTo(20);
    }

    /** Whatever the order of requests, pauses, checks and settlements: the store has counted the sum of real costs. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistory_countsTheRealCosts(long seed) {
        Random random = new Random(seed);
        List<Receipt> open = new ArrayList<>();
        List<Long> costs = new ArrayList<>();
        FixedWindow wide = new FixedWindow(1_000_000, Duration.ofHours(1));
        long real = 0;
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(20) == 0) {
                store.pass(Duration.ofMillis(random.nextInt(300)));
                leases.check();
            }
            if (open.isEmpty() || random.nextBoolean()) {
                long cost = 1L + random.nextInt(20);
                Decision decision = ask(new Request("p", wide, cost, OnStoreFailure.CLOSED, true))
                        .get(0);
                assertThat(decision.admitted()).isTrue();
                open.add(decision.receipt());
                costs.add(cost);
            } else {
                int which = random.nextInt(open.size());
                long cost = random.nextInt(40);
                settle(open.remove(which), cost);
                costs.remove(which);
                real += cost;
            }
        }
        endLease();

        assertThat(counted("p"))
                .isEqualTo(real + costs.stream().mapToLong(Long::longValue).sum());
    }
}
