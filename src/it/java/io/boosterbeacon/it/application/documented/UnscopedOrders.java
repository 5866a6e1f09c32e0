package io.boosterbeacon.it.application.documented;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Without a scope, CDI does not report it. */
@Path("unscoped")
@RateLimit(2)
public class UnscopedOrders {
    @GET
    public String list() {
        return "none";
    }
}
