package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource whose window is negative. It is not a CDI bean: only JAX-RS sees it. */
@Path("negative")
public class NegativeWindow {
    @GET
    @RateLimit(value = 10, window = -1)
    public String get() {
        return "never";
    }
}
