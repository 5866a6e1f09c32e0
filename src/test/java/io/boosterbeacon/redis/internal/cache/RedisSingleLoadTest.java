package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;

class RedisSingleLoadTest extends SingleLoadContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
