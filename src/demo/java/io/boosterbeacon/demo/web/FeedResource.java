package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Order;
import io.boosterbeacon.demo.catalogue.Orders;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** What has happened in the shop: ten times in any ten seconds for each client. */
@Path("feed")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class FeedResource {
    /** The latest events, the newest first. */
    public record Feed(List<Event> events) {}

    /** One line of the feed. */
    @JsonbPropertyOrder({"at", "text"})
    public record Event(Instant at, String text) {}

    @Inject
    Orders orders;

    @GET
    @RateLimit(value = 10, window = 10, algorithm = RateLimitAlgorithm.SLIDING_WINDOW, name = "feed")
    public Feed latest() {
        return new Feed(orders.latest().stream().map(FeedResource::event).toList());
    }

    private static Event event(Order order) {
        return new Event(order.orderedAt(), order.product().name() + " was ordered");
    }
}
