package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.health.StoreStatus;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What readiness looks at. */
@FeatureModule
public final class Reporting implements FeatureModule.Started {
    private final StoreStatus status;

    @Inject
    Reporting(Platform platform, Settings settings, Instance<Revoking> revoking) {
        Supplier<Map<String, String>> revocations =
                revoking.isResolvable() ? revoking.get().watch()::state : Map::of;
        status = new StoreStatus(
                platform.application().name(),
                platform.stores().store(),
                platform.stores().guards(),
                revocations,
                features(settings),
                settings.health());
    }

    private static Set<StoreFeature> features(Settings settings) {
        Set<StoreFeature> used = EnumSet.noneOf(StoreFeature.class);
        if (settings.cache().enabled()) {
            used.add(StoreFeature.CACHE);
        }
        if (settings.rateLimit().enabled()) {
            used.add(StoreFeature.RATELIMIT);
        }
        if (settings.revocation().enabled() && OptionalApi.MP_JWT.isPresent()) {
            used.add(StoreFeature.REVOCATION);
        }
        return used;
    }

    @Produces
    @Singleton
    StoreStatus status() {
        return status;
    }
}
