package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;

/** Stores on real servers, for tests of other packages. */
public final class TestStores {
    private TestStores() {}

    /** A new store with these settings. */
    public static Store connect(RedisSettings settings) {
        return RedisStore.connect(settings, Telemetry.NONE);
    }

    /** A new store on a server. */
    public static Store connect(String url) {
        return SharedStore.connect(url, Telemetry.NONE);
    }
}
