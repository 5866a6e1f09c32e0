package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;

/** With a prefix of its own: all applications with one prefix have one audit, and these tests shorten it. */
class RedisRevocationAuditTest extends RevocationAuditContract {
    private static final Store STORE = SharedStore.withPrefix("audited");

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Override
    protected Store store() {
        return STORE;
    }

    @Override
    protected void pass(Duration time) {
        SharedStore.pass(time);
    }
}
