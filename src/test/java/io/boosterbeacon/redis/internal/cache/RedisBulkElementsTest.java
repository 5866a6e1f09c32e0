package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.OnRedis;

class RedisBulkElementsTest extends BulkElementsContract {

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }
}
