package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a lease while permits are taken from it. */
class LeaseRacesTest {
    private static final String SUBJECT = "subject";
    private static final Algorithm BUCKET = new Algorithm.TokenBucket(100, Duration.ofSeconds(1), 1_000);

    private final CountedStore store = new CountedStore();
    /** Closed: the test says when leases are checked. */
    private final Scheduler timers = new Scheduler();
    /** Runs when the clock is read for the n-th time. */
    private final AtomicInteger reads = new AtomicInteger(-1);

    private Runnable event = () -> {};

    private final PermitLeases node = new PermitLeases(store.limits(), timers, this::nanos, (demand, state, now) -> 20);

    private long nanos() {
        if (reads.getAndDecrement() == 0) {
            event.run();
        }
        return store.nanos();
    }

    @BeforeEach
    void close() {
        timers.close();
    }

    private Decision ask(Algorithm algorithm) {
        Request request = new Request("p", algorithm, 1, OnStoreFailure.CLOSED, true);
        return node.tryAcquire(SUBJECT, List.of(request))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    /** What the store has counted, which includes the lease. */
    private long counted(Algorithm algorithm) {
        return store.limits()
                .adjust(SUBJECT, "p", algorithm, 0)
                .toCompletableFuture()
                .join()
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void lease_thatEndsAndIsClosedWhileARequestTakesPermits_losesNone(int read) {
        Algorithm window = Requests.window(1_000, Duration.ofHours(1));
        assertThat(ask(window).admitted()).isTrue();
        store.pass(Duration.ofSeconds(1));
        event = node::close;
        reads.set(read);

        assertThat(ask(window).admitted()).isTrue();

        reads.set(-1);
        node.close();
        assertThat(counted(window)).isEqualTo(2);
    }

    /** Ten of twenty permits are lost, because the bucket has filled up in their place. */
    @Test
    void settlementsOfALargerCost_onTwoThreads_takeNoPermitsThatAreLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 2_000; i++) {
                Receipt first = ask(BUCKET).receipt();
                Receipt second = ask(BUCKET).receipt();
                store.pass(Duration.ofMillis(100));
                assertThat(counted(BUCKET)).isEqualTo(10);
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> one = threads.submit(() -> settle(first, together));
                Future<?> other = threads.submit(() -> settle(second, together));
                one.get();
                other.get();

                // two are used, eight are left, and the store counts the rest
                assertThat(counted(BUCKET)).as("try %d", i).isEqualTo(10 + 2 * 6 - 8);
                node.close();
                store.pass(Duration.ofSeconds(10));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Object settle(Receipt receipt, CyclicBarrier together) throws Exception {
        together.await();
        return node.settle(receipt, 7).toCompletableFuture().join();
    }
}
