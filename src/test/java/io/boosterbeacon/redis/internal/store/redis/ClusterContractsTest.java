package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.testing.RedisCluster;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contracts of all ports, on servers that form a cluster. */
class ClusterContractsTest {
    private static final class Shared {
        static final RedisCluster SERVERS = RedisCluster.start();
        static final Store STORE = RedisStore.connect(
                Faults.options(SERVERS.url(), RedisOptions.Shape.CLUSTER, Duration.ofSeconds(5)), event -> {});
    }

    @Nested
    class Caches extends CacheStoreContract {
        @Override
        protected Store store() {
            return Shared.STORE;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Keys extends KeyValueStoreContract {
        @Override
        protected Store store() {
            return Shared.STORE;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Limits extends RateLimitStoreContract {
        @Override
        protected Store store() {
            return Shared.STORE;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Revocations extends RevocationStoreContract {
        @Override
        protected Store store() {
            return Shared.STORE;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }
}
