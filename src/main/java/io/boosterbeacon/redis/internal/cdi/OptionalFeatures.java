package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

/** Leaves out the features whose optional API the server lacks. */
public class OptionalFeatures implements Extension {
    void vetoRevoking(@Observes ProcessAnnotatedType<Revoking> feature) {
        vetoWithoutJwt(feature);
    }

    void vetoEndpoints(@Observes ProcessAnnotatedType<RevocationEndpoints> feature) {
        vetoWithoutJwt(feature);
    }

    private static void vetoWithoutJwt(ProcessAnnotatedType<?> feature) {
        if (!OptionalApi.MP_JWT.isPresent()) {
            feature.veto();
        }
    }
}
