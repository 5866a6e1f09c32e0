package io.boosterbeacon.it.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Shows what a cache says before, in and after a transaction that changes what was cached. */
@Path("stock/{article}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class StockResource {
    @Inject
    Stock stock;

    @Inject
    UserTransaction transaction;

    @GET
    public List<Integer> count(@PathParam("article") String article) {
        return List.of(stock.count(article));
    }

    @POST
    @Path("committed")
    public List<Integer> commit(@PathParam("article") String article) throws Exception {
        transaction.begin();
        stock.add(article, 1);
        int within = stock.count(article);
        transaction.commit();
        return List.of(within, stock.count(article));
    }

    @POST
    @Path("rolled-back")
    public List<Integer> rollBack(@PathParam("article") String article) throws Exception {
        transaction.begin();
        stock.add(article, 1);
        int within = stock.count(article);
        transaction.rollback();
        stock.undo(article, 1);
        return List.of(within, stock.count(article));
    }

    @POST
    @Path("alone")
    public List<Integer> alone(@PathParam("article") String article) {
        stock.add(article, 1);
        return count(article);
    }
}
