package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Catalogue;
import io.boosterbeacon.demo.catalogue.Offer;
import io.boosterbeacon.demo.catalogue.Product;
import io.boosterbeacon.demo.catalogue.Staleness;
import io.boosterbeacon.redis.cache.CacheControlled;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Set;

/** One product: reads go through the cache, changes do not. */
@Path("products/{id}")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class ProductResource {
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("100000");

    @Inject
    Catalogue catalogue;

    @Inject
    Staleness staleness;

    /**
     * A client that has the product asks with its tag, and gets 304. A stale product is not the one that the tag stands
     * for: it has none, and is sent each time.
     */
    @GET
    @CacheControlled
    public Response get(@PathParam("id") String id) {
        Product product = staleness.mark(catalogue.find(id).orElseThrow(() -> unknown(id)));
        Response.ResponseBuilder response = Response.ok(product);
        return product.stale()
                ? response.header(HttpHeaders.CACHE_CONTROL, "max-age=0").build()
                : response.build();
    }

    @PUT
    public Offer changePrice(@PathParam("id") String id, InputStream body) throws IOException {
        BigDecimal price = JsonInput.read(body, Set.of("price")).amount("price", HIGHEST_PRICE);
        return catalogue.changePrice(id, price).orElseThrow(() -> unknown(id));
    }

    private static WebApplicationException unknown(String id) {
        return Problem.notFound("There is no product " + id);
    }
}
