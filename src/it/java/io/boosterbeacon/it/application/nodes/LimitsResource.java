package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;

/** Limits of different kinds. */
@Path("limits")
@ApplicationScoped
public class LimitsResource {
    @Inject
    Trials trials;

    @Inject
    Bulk bulk;

    @GET
    @Path("by-tenant")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, keyResolver = Tenants.class)
    public String byTenant() {
        return "ok";
    }

    @GET
    @Path("by-user-and-id/{id}")
    @RateLimit(
            value = 2,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            keys = {RateLimitKey.USER, RateLimitKey.PATH_PARAM},
            keyArgument = "id")
    public String byUserAndId(@PathParam("id") String id) {
        return id;
    }

    /** The right password is {@code yes}. */
    @GET
    @Path("log-in")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
    public Response logIn(@QueryParam("password") String password) {
        return Response.status(password.equals("yes") ? Response.Status.OK : Response.Status.UNAUTHORIZED)
                .build();
    }

    @GET
    @Path("by-user")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, name = "by-user", key = RateLimitKey.USER)
    public String byUser() {
        return "ok";
    }

    @GET
    @Path("by-address")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    public String byAddress() {
        return "ok";
    }

    @GET
    @Path("trial")
    @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS, shadow = true)
    public String trial() {
        return "ok";
    }

    /** How many requests this node would have denied. */
    @GET
    @Path("trial/exceeded")
    public int exceeded() {
        return trials.exceeded();
    }

    /** The offset of this zone is no whole number of hours. */
    @GET
    @Path("daily")
    @RateLimit(value = 10, window = 1, windowUnit = ChronoUnit.DAYS, aligned = true, zone = "Asia/Kathmandu")
    public String daily() {
        return "ok";
    }

    /** Calls a limited bean, at most so often and until it is denied. Returns how many calls were admitted. */
    @GET
    @Path("bulk")
    public int bulk(@QueryParam("most") int most) {
        for (int admitted = 0; admitted < most; admitted++) {
            try {
                bulk.take();
            } catch (RateLimitExceededException e) {
                return admitted;
            }
        }
        return most;
    }
}
