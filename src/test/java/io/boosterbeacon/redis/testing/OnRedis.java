package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisOptions;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisTls;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;

/** A store on the server that all tests of this JVM share. */
public final class OnRedis {
    public static final Store STORE = RedisStore.connect(
            new RedisOptions(
                    RedisProcess.shared().url(),
                    RedisOptions.Shape.STANDALONE,
                    RedisTls.STANDARD,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    2,
                    10,
                    "beacon",
                    false),
            Telemetry.NONE);

    private OnRedis() {}
}
