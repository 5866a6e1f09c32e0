package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** The filter of requests that want fresh values. */
public final class CachingPart implements RestPart {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CacheSettings settings;
    private final CacheBypass bypass;

    public CachingPart(CacheSettings settings, CacheBypass bypass) {
        this.settings = settings;
        this.bypass = bypass;
    }

    @Override
    public List<Object> components() {
        if (!settings.enabled() || !settings.honorNoCache()) {
            return List.of();
        }
        LOG.log(
                Level.INFO,
                "{0} is on: each request with Cache-Control: no-cache loads its values anew. Limit the requests of"
                        + " clients that you do not trust",
                ConfigKeys.CACHE_HONOR_NO_CACHE);
        return List.of(new NoCacheFilter(bypass));
    }
}
