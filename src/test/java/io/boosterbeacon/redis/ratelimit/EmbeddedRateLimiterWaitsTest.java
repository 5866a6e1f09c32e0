package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

class EmbeddedRateLimiterWaitsTest extends RateLimiterWaitsContract {
    private static final EmbeddedStore STORE = new EmbeddedStore(InstantSource.system());

    @Override
    protected Store store() {
        return STORE;
    }

    @Override
    protected void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
