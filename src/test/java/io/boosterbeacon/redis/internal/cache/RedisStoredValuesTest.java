package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;

class RedisStoredValuesTest extends StoredValuesContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
