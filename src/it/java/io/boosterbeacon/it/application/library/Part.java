package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import java.time.temporal.ChronoUnit;

/** A sub-resource that is a CDI bean. */
@RequestScoped
public class Part {
    @GET
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String get() {
        return "part";
    }
}
