package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisSentinels;
import java.time.Duration;

/** Servers behind sentinels. */
class SentinelContractsTest extends ShapeContract {
    private static final class Shared {
        static final RedisSentinels SERVERS = RedisSentinels.start();
        static final Store STORE = RedisStore.connect(
                Faults.options(SERVERS.url(), RedisSettings.Shape.SENTINEL, Duration.ofSeconds(5)), Telemetry.NONE);
    }

    @Override
    Store store() {
        return Shared.STORE;
    }
}
