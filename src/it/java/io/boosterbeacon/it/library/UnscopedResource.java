package io.boosterbeacon.it.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** No CDI bean: JAX-RS makes it, and only the filter can limit it. */
@Path("unscoped")
public class UnscopedResource {
    @GET
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String get() {
        return "ok";
    }
}
