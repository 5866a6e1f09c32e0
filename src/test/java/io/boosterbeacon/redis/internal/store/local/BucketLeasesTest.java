package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases of a token bucket that more nodes use than may have leases of it. */
class BucketLeasesTest {
    private static final String SUBJECT = "subject";
    private static final int NODES = 30;
    private static final long BURST = 1_000;
    private static final long LEASE = BURST / LeaseSize.LIMIT_SHARE;
    private static final TokenBucket BUCKET = new TokenBucket(1_000, Duration.ofSeconds(1), BURST);

    private final CountedStore store = new CountedStore();
    /** Closed: the test says when leases are checked. */
    private final Scheduler timers = new Scheduler();

    private final List<PermitLeases> nodes = IntStream.range(0, NODES)
            .mapToObj(i -> new PermitLeases(
                    new KnownDenials(store.limits(), store::nanos),
                    timers,
                    store::nanos,
                    (demand, limits, now) -> BURST))
            .toList();

    @BeforeEach
    void close() {
        timers.close();
    }

    private static boolean isAdmitted(RateLimitStore limits) {
        return decide(limits).admitted();
    }

    private static Decision decide(RateLimitStore limits) {
        Request request = new Request("p", BUCKET, 1, OnStoreFailure.CLOSED, true);
        return limits.tryAcquire(SUBJECT, List.of(request))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    /** What the store has counted, which includes all leases. */
    private long counted(String policyId, Algorithm algorithm) {
        return store.limits()
                .adjust(SUBJECT, policyId, algorithm, 0)
                .toCompletableFuture()
                .join()
                .count();
    }

    private long counted() {
        return counted("p", BUCKET);
    }

    private static void giveBackIdle(PermitLeases node) {
        node.check();
        node.check();
    }

    /**
     * The nodes hold more than half of the burst, and each has taken its lease when the store had counted so much. While
     * they do not use it, the bucket fills up in its place.
     */
    @Test
    void leasesOfThirtyNodes_admitNoMoreThanTheBurstAndWhatAccrues() {
        RateLimitStore replayed = new EmbeddedStore(store::now).rateLimits();
        for (PermitLeases node : nodes) {
            assertThat(isAdmitted(node)).isTrue();
            assertThat(isAdmitted(replayed)).isTrue();
        }
        for (PermitLeases node : nodes) {
            giveBackIdle(node);
            assertThat(isAdmitted(node)).isTrue();
            assertThat(isAdmitted(replayed)).isTrue();
        }
        store.pass(Duration.ofMillis(199));

        int admitted = 0;
        for (int i = 0; i < BURST; i++) {
            for (PermitLeases node : nodes) {
                if (isAdmitted(node)) {
                    admitted++;
                    assertThat(isAdmitted(replayed)).as("request %d", admitted).isTrue();
                }
            }
        }
        // never under by more than the leases
        assertThat(admitted).isBetween((int) (BURST - LeaseSlots.SLOTS * LEASE), (int) BURST);
    }

    @Test
    void nodeWithoutASlot_isServedByTheStore() {
        List<PermitLeases> withSlots = nodes.subList(0, LeaseSlots.SLOTS);
        withSlots.forEach(node -> assertThat(isAdmitted(node)).isTrue());
        assertThat(counted()).isEqualTo(LeaseSlots.SLOTS * LEASE);
        PermitLeases next = nodes.get(LeaseSlots.SLOTS);
        store.resetCalls();

        for (int i = 1; i <= 5; i++) {
            assertThat(isAdmitted(next)).isTrue();
            assertThat(counted()).isEqualTo(LeaseSlots.SLOTS * LEASE + i);
        }

        // it does not try again at once: beside 5 decisions and 5 questions of this test, there is one trip for a lease
        assertThat(store.calls()).isEqualTo(11);
    }

    @Test
    void leaseThatIsGivenBack_leavesItsSlotToAnotherNode() {
        List<PermitLeases> withSlots = nodes.subList(0, LeaseSlots.SLOTS);
        withSlots.forEach(BucketLeasesTest::isAdmitted);
        PermitLeases next = nodes.get(LeaseSlots.SLOTS);
        assertThat(isAdmitted(next)).isTrue();
        long before = counted();

        giveBackIdle(withSlots.get(0));
        store.pass(LeaseSlots.LONGEST.minusMillis(1));
        assertThat(isAdmitted(next)).isTrue();
        assertThat(counted()).isLessThan(before);
        store.pass(Duration.ofMillis(1));
        long counted = counted();
        assertThat(isAdmitted(next)).isTrue();

        assertThat(counted()).isEqualTo(counted + LEASE);
    }

    /** Its permits are lost too. */
    @Test
    void slotsOfKilledNodes_endWithTheirLeases() {
        nodes.subList(0, LeaseSlots.SLOTS).forEach(BucketLeasesTest::isAdmitted);
        PermitLeases next = nodes.get(LeaseSlots.SLOTS);
        store.pass(LeaseSlots.LONGEST.minusMillis(1));
        assertThat(isAdmitted(next)).isTrue();
        store.pass(LeaseSlots.LONGEST);

        long counted = counted();
        assertThat(isAdmitted(next)).isTrue();

        assertThat(counted()).isEqualTo(counted + LEASE);
    }
}
