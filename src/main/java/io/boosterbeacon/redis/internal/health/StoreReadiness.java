package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says which store is in use and how fast it answers; not ready while it does not. Nothing refers to this class: where the
 * server has no MicroProfile Health, CDI leaves it out.
 */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
    @Inject
    private RedisService service;

    @Inject
    private Store store;

    @Inject
    private RestRegistration registration;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("beacon-redis")
                .withData("store", store.kind())
                .withData("address", store.address());
        Optional<String> unregistered = registration.problem();
        if (unregistered.isPresent()) {
            return response.withData("error", unregistered.get()).down().build();
        }
        try {
            return response.withData("latencyMicros", service.ping().toNanos() / 1_000)
                    .up()
                    .build();
        } catch (RedisException e) {
            return response.withData("error", e.type().name()).down().build();
        }
    }
}
