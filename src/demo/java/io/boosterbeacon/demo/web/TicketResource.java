package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Tickets;
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

/** Numbers of a queue: a client may take five at once, and one more every two seconds. */
@Path("tickets")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class TicketResource {
    /** A place in the queue. */
    @JsonbPropertyOrder({"number", "takenAt"})
    public record Ticket(long number, Instant takenAt) {}

    @Inject
    Tickets tickets;

    @GET
    @RateLimit(value = 5, window = 10, algorithm = RateLimitAlgorithm.TOKEN_BUCKET, burst = 5, name = "tickets")
    public Ticket take() {
        return new Ticket(tickets.next(), Instant.now());
    }
}
