package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Order;
import io.boosterbeacon.demo.catalogue.Orders;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Orders: reading and ordering count together, because both belong to one group. */
@Path("orders")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@RateLimit(value = 6, window = 10, group = "orders", name = "orders")
public class OrderResource {
    private static final int LONGEST_PRODUCT = 16;

    /** The latest orders, the newest first. */
    public record Listed(List<Order> orders) {}

    @Inject
    Orders orders;

    @GET
    public Listed list() {
        return new Listed(orders.latest());
    }

    @POST
    public Response order(InputStream body) throws IOException {
        String product = JsonInput.read(body, Set.of("product")).text("product", LONGEST_PRODUCT);
        Order order = orders.place(product).orElseThrow(() -> Problem.notFound("There is no product " + product));
        return Response.status(Response.Status.CREATED).entity(order).build();
    }
}
