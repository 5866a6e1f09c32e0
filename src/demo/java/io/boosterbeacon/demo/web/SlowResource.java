package io.boosterbeacon.demo.web;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** A call that takes its time: each client may have two of them in flight. */
@Path("slow")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class SlowResource {
    private static final int LONGEST_MS = 5000;

    /** How long the call took. */
    public record Done(int ms) {}

    @GET
    @RateLimit(value = 2, window = 10, algorithm = RateLimitAlgorithm.CONCURRENCY, name = "slow")
    public Done work(@QueryParam("ms") @DefaultValue("1500") String ms) throws InterruptedException {
        int pause = millis(ms);
        Thread.sleep(pause);
        return new Done(pause);
    }

    private static int millis(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= LONGEST_MS) {
            return Integer.parseInt(text);
        }
        throw Problem.badRequest("\"ms\" must be a whole number from 0 to " + LONGEST_MS);
    }
}
