package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permits are taken in advance while windows of another length still count: a version was just replaced. */
class ChangedLeasesTest {
    private static final SlidingWindow NOW = new SlidingWindow(300, Duration.ofSeconds(1));

    private final CountedStore store = new CountedStore();

    private static Decision acquire(RateLimitStore limits, SlidingWindow window, boolean leased) {
        Request request = new Request("p", window, 1, OnStoreFailure.CLOSED, leased);
        return limits.tryAcquire("subject", List.of(request))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    /** @param formerMillis the length before the change; the reset of a decision is that of the longer windows */
    @ParameterizedTest
    @ValueSource(longs = {500, 1_500, 10_000})
    void lease_ofASlidingWindow_endsWithItsWindow(long formerMillis) {
        Scheduler timers = new Scheduler();
        timers.close();
        PermitLeases node = new PermitLeases(store.limits(), timers, store::nanos, (demand, state, now) -> 100);
        store.pass(Duration.ofMillis(1_000 - store.now().toEpochMilli() % 1_000 + 900));
        acquire(store.limits(), new SlidingWindow(1_000, Duration.ofMillis(formerMillis)), false);
        acquire(node, NOW, true);
        store.resetCalls();
        acquire(node, NOW, true);
        assertThat(store.calls()).as("calls within the window").isZero();

        store.pass(Duration.ofMillis(990));
        acquire(node, NOW, true);

        assertThat(store.calls()).as("calls after the end of the window").isPositive();
    }
}
