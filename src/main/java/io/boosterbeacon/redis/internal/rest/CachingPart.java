package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheControlPolicy;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The filter of requests that want fresh values, and those of resources that return cached values. */
public final class CachingPart implements RestPart {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CacheSettings settings;
    private final CacheBypass bypass;
    private final Function<String, Optional<String>> properties;
    private final LongSupplier nanos;

    /**
     * @param properties override annotations
     * @param nanos the node's clock, like {@link System#nanoTime}
     */
    public CachingPart(
            CacheSettings settings,
            CacheBypass bypass,
            Function<String, Optional<String>> properties,
            LongSupplier nanos) {
        this.settings = settings;
        this.bypass = bypass;
        this.properties = properties;
        this.nanos = nanos;
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

    @Override
    public List<Object> filters(BeanMethod called) {
        return settings.enabled()
                ? CacheControlPolicy.of(called, properties)
                        .<List<Object>>map(policy -> List.of(new CacheControlFilter(
                                policy, called.carrier(Cached.class).isPresent(), nanos)))
                        .orElse(List.of())
                : List.of();
    }
}
