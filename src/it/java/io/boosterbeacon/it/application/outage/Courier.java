package io.boosterbeacon.it.application.outage;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;

/** A limited bean that is no JAX-RS resource. */
@ApplicationScoped
public class Courier {
    @RateLimit(
            value = 10_000,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            name = "courier",
            onStoreFailure = OnStoreFailure.CLOSED)
    public String send() {
        return "sent";
    }
}
