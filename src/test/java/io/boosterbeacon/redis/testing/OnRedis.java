package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.util.Optional;

/** A store on the server that all tests of this JVM share. */
public final class OnRedis {
    public static final Store STORE = RedisStore.connect(
            new RedisSettings(
                    Optional.of(RedisUrl.parse(RedisProcess.shared().url())),
                    RedisSettings.Shape.STANDALONE,
                    TlsSettings.STANDARD,
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
