package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import java.time.Duration;

class RedisRevocationAuditTest extends RevocationAuditContract {
    @Override
    protected Store store() {
        return SharedStore.STORE;
    }

    @Override
    protected void pass(Duration time) {
        SharedStore.pass(time);
    }
}
