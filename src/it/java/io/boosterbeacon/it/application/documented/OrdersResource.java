package io.boosterbeacon.it.application.documented;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** An operation with a limit, and one for users with a role. */
@Path("orders")
@ApplicationScoped
public class OrdersResource {
    @GET
    @Path("{id: \\d+}")
    @RateLimit(2)
    public String find(@PathParam("id") String id) {
        return id;
    }

    @GET
    public String list() {
        return "none";
    }

    @PUT
    @Path("{id: \\d+}")
    @RolesAllowed("admin")
    public String change(@PathParam("id") String id) {
        return id;
    }
}
