package io.boosterbeacon.it.application.paths;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.temporal.ChronoUnit;

/** Resources with a limit of their own and without one, all of which are limited by their paths. */
@Path("")
@RequestScoped
public class ThingsResource {
    @GET
    @Path("things")
    public String things() {
        return "ok";
    }

    @POST
    @Path("things")
    @Consumes(MediaType.APPLICATION_JSON)
    public String add(String thing) {
        return thing;
    }

    @GET
    @Path("early/limited")
    @RateLimit(value = 100, window = 1, windowUnit = ChronoUnit.HOURS, name = "own")
    public String limited() {
        return "ok";
    }

    @GET
    @Path("early/free")
    public String free() {
        return "ok";
    }

    /** Forwarded requests and error pages call it. */
    @GET
    @Path("held")
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY, key = RateLimitKey.GLOBAL)
    public String held() {
        return "held";
    }

    @GET
    @Path("proxied")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
    public String proxied() {
        return "ok";
    }
}
