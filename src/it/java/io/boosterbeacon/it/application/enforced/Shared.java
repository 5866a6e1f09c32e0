package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** A resource of both applications. */
@Path("shared")
@ApplicationScoped
public class Shared {
    @GET
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String get() {
        return "ok";
    }

    @GET
    @Path("in-process")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String inProcess() {
        return "ok";
    }
}
