package io.boosterbeacon.it.application.outage;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** A limit for each failure policy. Limits that the test reaches are counted for the caller that the test names. */
@Path("policy")
@ApplicationScoped
public class PolicyResource {
    @Inject
    Courier courier;

    @GET
    @Path("closed")
    @RateLimit(value = 10_000, window = 1, windowUnit = ChronoUnit.HOURS, onStoreFailure = OnStoreFailure.CLOSED)
    public String closed() {
        return "ok";
    }

    /** The bean that it calls is limited, not this method. */
    @GET
    @Path("closed-bean")
    public String closedBean() {
        return courier.send();
    }

    @GET
    @Path("open")
    @RateLimit(
            value = 2,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            key = RateLimitKey.HEADER,
            keyArgument = "X-Caller",
            onStoreFailure = OnStoreFailure.OPEN)
    public String open() {
        return "ok";
    }

    @GET
    @Path("local")
    @RateLimit(
            value = 2,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            key = RateLimitKey.HEADER,
            keyArgument = "X-Caller",
            onStoreFailure = OnStoreFailure.LOCAL)
    public String local() {
        return "ok";
    }
}
