package io.boosterbeacon.it.application.whole;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** Has methods without a limit of their own, with one, and exempt from their own. */
@Path("first")
@RequestScoped
public class FirstResource {
    @GET
    public String get() {
        return "ok";
    }

    @GET
    @Path("own")
    @RateLimit(
            value = 2,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            name = "own",
            key = RateLimitKey.HEADER,
            keyArgument = "X-Client")
    public String own() {
        return "ok";
    }

    @GET
    @Path("exempt")
    @RateLimitExempt
    public String exempt() {
        return "ok";
    }
}
