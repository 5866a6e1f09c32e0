package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;

class RedisInvalidationTest extends InvalidationContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
