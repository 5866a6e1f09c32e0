package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;

class RedisVersionsTest extends VersionsContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
