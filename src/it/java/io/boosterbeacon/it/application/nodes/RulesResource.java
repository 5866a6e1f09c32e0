package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;

/** Changes limits at run time. */
@Path("rules")
@ApplicationScoped
public class RulesResource {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    @Inject
    RateLimits limits;

    @PUT
    @Path("limits/{policy}")
    public void setLimit(@PathParam("policy") String policy, @QueryParam("limit") long limit) {
        limits.setLimit(policy, limit, LIFETIME);
    }

    @DELETE
    @Path("limits/{policy}")
    public void clearLimit(@PathParam("policy") String policy) {
        limits.clearLimit(policy);
    }

    @PUT
    @Path("limits/{policy}/{user}")
    public void setLimit(
            @PathParam("policy") String policy, @PathParam("user") String user, @QueryParam("limit") long limit) {
        limits.setLimit(policy, RateLimitSubject.user(user), limit, LIFETIME);
    }

    @DELETE
    @Path("limits/{policy}/{user}")
    public void clearLimit(@PathParam("policy") String policy, @PathParam("user") String user) {
        limits.clearLimit(policy, RateLimitSubject.user(user));
    }

    @PUT
    @Path("allowed/{user}")
    public void allow(@PathParam("user") String user) {
        limits.allow(RateLimitSubject.user(user), LIFETIME);
    }

    @PUT
    @Path("denied/{user}")
    public void deny(@PathParam("user") String user) {
        limits.deny(RateLimitSubject.user(user), LIFETIME);
    }

    @DELETE
    @Path("listed/{user}")
    public void unlist(@PathParam("user") String user) {
        limits.unlist(RateLimitSubject.user(user));
    }
}
