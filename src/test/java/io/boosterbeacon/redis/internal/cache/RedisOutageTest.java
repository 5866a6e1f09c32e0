package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;

class RedisOutageTest extends OutageContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
