package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.testing.RedisSentinels;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contracts of all ports, on servers behind sentinels. */
class SentinelContractsTest {
    private static final class Shared {
        static final RedisSentinels SERVERS = RedisSentinels.start();
        static final Store STORE = RedisStore.connect(
                Faults.options(SERVERS.url(), RedisOptions.Shape.SENTINEL, Duration.ofSeconds(5)), event -> {});
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
