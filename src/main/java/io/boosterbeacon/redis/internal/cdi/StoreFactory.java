package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisCredentials;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Creates the store: Redis if it is configured, else the embedded store, with a warning. */
final class StoreFactory {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private StoreFactory() {}

    /**
     * Creates the store; connects if {@code redis.url} is set.
     *
     * @param credentials the bean of the application; null for the credentials of {@code redis.url}
     */
    static Store create(
            RedisSettings settings, @Nullable RedisCredentials credentials, Telemetry telemetry, InstantSource clock) {
        if (settings.url().isPresent()) {
            return RedisStore.connect(settings, credentials, telemetry);
        }
        LOG.log(
                Level.WARNING,
                "BoosterBeacon Redis runs on its EMBEDDED store: limits, caches and revocations belong to this JVM alone"
                        + " and end with it. Set {0} (REDIS_URL) to share them between nodes.",
                ConfigKeys.REDIS_URL);
        return new EmbeddedStore(clock);
    }
}
