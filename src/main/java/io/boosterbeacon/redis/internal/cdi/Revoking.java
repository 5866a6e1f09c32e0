package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.rest.RevokingPart;
import io.boosterbeacon.redis.internal.revocation.RevocationMemory;
import io.boosterbeacon.redis.internal.revocation.RevocationState;
import io.boosterbeacon.redis.internal.revocation.RevocationWatch;
import io.boosterbeacon.redis.internal.revocation.StoreTokenBlacklistService;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Revocation of tokens. A bean only where there is MicroProfile JWT: its class is vetoed elsewhere. */
@LibrarySingleton
public final class Revoking implements FeatureModule {
    private final TokenBlacklistService blacklist;
    private final RestPart rest;

    @Inject
    Revoking(Platform platform, Settings settings) {
        this(platform, settings.revocation());
    }

    /** Builds the feature, and watches the store unless the settings switch revocation off. */
    public Revoking(Platform platform, RevocationSettings settings) {
        StoreStack stores = platform.stores();
        RevocationWatch watch =
                new RevocationWatch(stores.revocations(), settings, platform.telemetry(), platform.clock());
        RevocationState state = new RevocationState(
                stores.revocations(),
                new RevocationMemory(settings, platform.nanos()),
                watch,
                settings,
                platform.clock());
        TokenCheck check = new TokenCheck(state, stores.checks(), platform.telemetry());
        blacklist = new StoreTokenBlacklistService(
                state, stores.commands(), check, platform.json(), platform.telemetry(), platform.nanos());
        rest = new RevokingPart(check, settings, platform.json(), platform.telemetry());
        if (settings.enabled()) {
            watch.start(platform.timers());
        }
    }

    @Produces
    @ApplicationScoped
    TokenBlacklistService blacklist() {
        return blacklist;
    }

    @Produces
    @Singleton
    RestPart rest() {
        return rest;
    }
}
