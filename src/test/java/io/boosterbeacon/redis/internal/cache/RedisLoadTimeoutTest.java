package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;

class RedisLoadTimeoutTest extends LoadTimeoutContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
