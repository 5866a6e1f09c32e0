package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;

/** Makes the bean that needs MicroProfile JWT; vetoed where the server has none. */
@ApplicationScoped
public class RevocationProducer {
    @Inject
    private BeaconProducer beacon;

    @Produces
    @ApplicationScoped
    TokenBlacklistService tokenBlacklistService() {
        return beacon.blacklist();
    }
}
