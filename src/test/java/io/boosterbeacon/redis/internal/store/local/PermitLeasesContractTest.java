package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.LeasedRequests;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A node that takes permits in advance whenever it can decides as a node that takes none. */
class PermitLeasesContractTest extends RateLimitStoreContract {
    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);
    private final Scheduler timers = new Scheduler();
    private final PermitLeases leases = new PermitLeases(
            new KnownDenials(store.rateLimits(), clock::nanos), timers, clock::nanos, (d, l, now) -> 3);
    private final RateLimitStore limits = new LeasedRequests(leases);

    @AfterEach
    void close() {
        leases.close();
        timers.close();
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected RateLimitStore limits() {
        return limits;
    }

    @Override
    protected void pass(Duration time) {
        clock.move(time);
    }
}
