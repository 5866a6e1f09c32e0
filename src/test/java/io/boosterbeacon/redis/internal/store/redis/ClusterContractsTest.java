package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import java.time.Duration;

/** Servers that form a cluster. */
class ClusterContractsTest extends ShapeContract {
    private static final class Shared {
        static final RedisCluster SERVERS = RedisCluster.start();
        static final Store STORE = RedisStore.connect(
                Faults.options(SERVERS.url(), RedisSettings.Shape.CLUSTER, Duration.ofSeconds(5)), Telemetry.NONE);
    }

    @Override
    Store store() {
        return Shared.STORE;
    }
}
