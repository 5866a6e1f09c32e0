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
 * Says which store is in use, in what state and how fast it answers; not ready while it does not, unless
 * {@code beacon.health.on-store-failure} says so. There is no liveness check: no restart of this server mends Redis. Nothing
 * refers to this class: where the server has no MicroProfile Health, beans.xml leaves it out.
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
            StoreStatus.Answer answer = status.ask();
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
