package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;

/** A limited bean that is no JAX-RS resource. */
@ApplicationScoped
public class Mailer {
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS, name = "mail")
    public String send() {
        return "sent";
    }
}
