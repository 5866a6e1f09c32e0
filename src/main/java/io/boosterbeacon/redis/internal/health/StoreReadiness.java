package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check: which store is in use, its state and its latency. It is down while the store does not answer,
 * unless {@code beacon.health.on-store-failure} is {@code up}. There is no liveness check, because a restart of this
 * server does not repair Redis. No class refers to this one: on a server without MicroProfile Health, beans.xml
 * excludes it.
 */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
    @Inject
    private StoreStatus status;

    @Inject
    private ObservedStore observed;

    @Inject
    private RestRegistration registration;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("beacon-redis/" + status.application())
                .withData("store", status.store().kind())
                .withData("shape", status.store().shape())
                .withData("address", status.store().address());
        observed.fields().forEach(response::withData);
        Optional<String> unregistered = registration.problem();
        if (unregistered.isPresent()) {
            return response.withData("error", unregistered.get()).down().build();
        }
        try {
            StoreStatus.Answer answer = status.query();
            response.withData("latencyMicros", answer.latency().toNanos() / 1_000);
            answer.state().forEach(response::withData);
            return response.up().build();
        } catch (RedisException e) {
            return response.withData("error", e.type().name())
                    .withData("message", e.getMessage())
                    .status(status.settings().onStoreFailure() == HealthSettings.State.UP)
                    .build();
        }
    }
}
