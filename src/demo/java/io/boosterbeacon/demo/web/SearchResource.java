package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Catalogue;
import io.boosterbeacon.demo.catalogue.Offer;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Search, ten times in ten seconds for each client address. */
@Path("search")
@ApplicationScoped
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
    /** The text searched for, and what was found. */
    @JsonbPropertyOrder({"query", "products"})
    public record Found(String query, List<Offer> products) {}

    @Inject
    Catalogue catalogue;

    @GET
    @RateLimit(value = 10, window = 10)
    public Found search(@QueryParam("q") @DefaultValue("") String query) {
        return new Found(query, catalogue.search(query));
    }
}
