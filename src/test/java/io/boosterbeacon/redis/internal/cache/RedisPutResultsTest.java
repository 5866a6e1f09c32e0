package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;

class RedisPutResultsTest extends PutResultsContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
