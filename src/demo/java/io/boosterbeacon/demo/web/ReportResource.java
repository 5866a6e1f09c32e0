package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Orders;
import io.boosterbeacon.demo.catalogue.Tickets;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** The figures of the shop: three times in ten seconds for each user, nine times with the role {@code premium}. */
@Path("report")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReportResource {
    /** What was sold, for a user with a plan. */
    @JsonbPropertyOrder({"user", "plan", "tickets", "orders"})
    public record Report(String user, String plan, long tickets, long orders) {}

    @Inject
    Tickets tickets;

    @Inject
    Orders orders;

    @GET
    @RolesAllowed({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
    @RateLimit(value = 3, window = 10, key = RateLimitKey.USER, tiers = "premium", name = "report")
    public Report report(@Context SecurityContext security) {
        String plan = security.isUserInRole(Roles.PREMIUM) ? "premium" : "basic";
        return new Report(Caller.of(security).getName(), plan, tickets.taken(), orders.count());
    }
}
