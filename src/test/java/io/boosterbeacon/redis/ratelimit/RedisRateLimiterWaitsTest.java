package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

class RedisRateLimiterWaitsTest extends RateLimiterWaitsContract {
    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    @Override
    protected void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
