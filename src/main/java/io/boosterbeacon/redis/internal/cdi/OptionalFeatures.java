package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.jose.TokenVerifiers;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Leaves out the features whose optional API the server lacks, and checks what only an optional library can check.
 */
public class OptionalFeatures implements Extension {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    void vetoRevoking(@Observes ProcessAnnotatedType<Revoking> feature) {
        vetoWithoutJwt(feature);
    }

    void vetoEndpoints(@Observes ProcessAnnotatedType<RevocationEndpoints> feature) {
        vetoWithoutJwt(feature);
    }

    /** Other mistakes in these settings are reported with all others, and leave none here. */
    void checkEndpoints(@Observes AfterDeploymentValidation validation) {
        EndpointSettings endpoints = EndpointSettings.ofServlets(ConfigProperties.find());
        if (!endpoints.paths().isEmpty() && !endpoints.issuers().isEmpty()) {
            TokenVerifiers.problems(endpoints)
                    .forEach(problem -> validation.addDeploymentProblem(new DeploymentException(problem.getMessage())));
        }
        endpoints.warnings().forEach(message -> LOG.log(Level.WARNING, message));
    }

    private static void vetoWithoutJwt(ProcessAnnotatedType<?> feature) {
        if (!OptionalApi.MP_JWT.isPresent()) {
            feature.veto();
        }
    }
}
