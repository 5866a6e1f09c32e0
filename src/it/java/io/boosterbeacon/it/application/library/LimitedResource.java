package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;

/** A resource that is also a CDI bean: the interceptor must not count a request that the filter has counted. */
@Path("limited")
@ApplicationScoped
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
public class LimitedResource {
    @Inject
    Mailer mailer;

    @GET
    @Path("by-class")
    public String byClass() {
        return "ok";
    }

    @OPTIONS
    @Path("by-class")
    public String options() {
        return "GET";
    }

    @GET
    @Path("exempt")
    @RateLimitExempt
    public String exempt() {
        return "ok";
    }

    @GET
    @Path("by-method")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, name = "burst")
    @RateLimit(
            value = 100,
            window = 1,
            windowUnit = ChronoUnit.DAYS,
            name = "daily",
            key = RateLimitKey.HEADER,
            keyArgument = "X-Tenant")
    public String byMethod() {
        return "ok";
    }

    @GET
    @Path("from-elsewhere")
    public String fromElsewhere() {
        return "ok";
    }

    @GET
    @Path("by-bean")
    @RateLimitExempt
    public String byBean() {
        return mailer.send();
    }
}
