package io.boosterbeacon.redis.ratelimit;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;
import java.time.Duration;

class RedisRateLimitClientTest extends RateLimitClientContract {
    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    @Override
    protected void pass(Duration time) {
        throw new UnsupportedOperationException("nothing here waits for " + time);
    }
}
