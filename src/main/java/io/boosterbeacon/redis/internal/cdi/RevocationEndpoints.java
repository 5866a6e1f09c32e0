package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import io.boosterbeacon.redis.internal.endpoint.Endpoints;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.jose.TokenVerifiers;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The feature module of the endpoints of revocation. It is built from that of revocation: an injected service would look as if
 * the application revoked tokens. The extension vetoes it on servers without MicroProfile JWT.
 */
@LibrarySingleton
public final class RevocationEndpoints implements FeatureModule {
    private final EndpointDispatch dispatch;

    @Inject
    RevocationEndpoints(Platform platform, Settings settings, Revoking revoking) {
        EndpointSettings endpoints = settings.endpoints();
        TokenVerifier verifier = null;
        if (!endpoints.paths().isEmpty() && !endpoints.issuers().isEmpty()) {
            // only here is the optional library for signatures needed
            TokenVerifiers verifiers = new TokenVerifiers(endpoints, platform.timers()::offload, platform.nanos());
            platform.beforeClose(verifiers::close);
            verifier = verifiers.verifier();
        }
        dispatch = new EndpointDispatch(new Endpoints(
                endpoints,
                new Endpoints.Parts(
                        revoking.blacklist(),
                        revoking.check()::isRevokedInStore,
                        platform.stores().keyValues(),
                        platform.json(),
                        platform.clock(),
                        settings.revocation().clockSkew()),
                verifier));
    }

    /** What {@link EndpointServlet} calls. */
    @Produces
    @Singleton
    EndpointDispatch dispatch() {
        return dispatch;
    }
}
