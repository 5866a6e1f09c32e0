package io.boosterbeacon.it.application.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Shows caches that are called by their names. */
@Path("stock/{id}")
@ApplicationScoped
public class StockResource {
    @Inject
    Stock stock;

    @Inject
    Shelf shelf;

    @GET
    @Path("load")
    public String load(@PathParam("id") String id) {
        return String.join(" ", stock.load(id));
    }

    @GET
    @Path("find")
    public String find(@PathParam("id") String id) {
        return String.join(" ", stock.find(id));
    }

    @GET
    @Path("find-in-session")
    public String findInSession(@PathParam("id") String id) {
        return String.join(" ", shelf.find(id));
    }

    @GET
    @Path("count")
    public String count(@PathParam("id") String id) {
        return stock.count(id);
    }

    @GET
    @Path("recount")
    public String recount(@PathParam("id") String id) {
        stock.recount(id);
        return stock.count(id);
    }

    @GET
    @Path("loads")
    public long loads(@PathParam("id") String cache) {
        return stock.loads(cache);
    }
}
