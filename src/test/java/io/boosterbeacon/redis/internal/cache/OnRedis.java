package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.RedisOptions;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;

final class OnRedis {
    static final Store STORE = RedisStore.connect(
            new RedisOptions(
                    RedisProcess.shared().url(),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    2,
                    10,
                    "beacon"),
            event -> {});

    private OnRedis() {}
}
