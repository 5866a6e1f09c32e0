package io.boosterbeacon.it.application.enforced;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Calls MicroProfile REST clients. */
@Path("clients")
@RequestScoped
public class Clients {
    @Inject
    @RestClient
    PriceClient prices;

    @GET
    @Path("method")
    public String method() {
        return prices.limited("a");
    }

    @GET
    @Path("cached/{id}")
    public String cached(@PathParam("id") String id) {
        return prices.cached(id);
    }
}
