package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** Limited by the tier of the caller, and together with another resource. */
@Path("tiered")
@ApplicationScoped
public class TieredResource {
    @GET
    @RateLimit(
            value = 1,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            key = RateLimitKey.USER,
            tiers = {"gold", "partner"})
    public String get() {
        return "ok";
    }

    @GET
    @Path("grouped")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, group = "pair")
    public String grouped() {
        return "ok";
    }

    @GET
    @Path("early")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String early() {
        return "ok";
    }

    @GET
    @Path("refused")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, name = "address")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS, name = "user", key = RateLimitKey.USER)
    public String refused() {
        return "ok";
    }

    @GET
    @Path("early-and-late")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, name = "address")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS, name = "user", key = RateLimitKey.USER)
    public String earlyAndLate() {
        return "ok";
    }

    @GET
    @Path("forwarded")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String forwarded() {
        return "ok";
    }
}
