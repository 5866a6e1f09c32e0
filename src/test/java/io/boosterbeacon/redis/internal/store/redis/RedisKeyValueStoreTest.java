package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import java.time.Duration;

class RedisKeyValueStoreTest extends KeyValueStoreContract {
    @Override
    protected Store store() {
        return SharedStore.STORE;
    }

    @Override
    protected void pass(Duration time) {
        SharedStore.pass(time);
    }
}
