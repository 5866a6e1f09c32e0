package io.boosterbeacon.it.application.library;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Reads values that become stale soon. */
@Path("news/{id}")
@RequestScoped
public class NewsResource {
    @Inject
    News.OfAnApplication application;

    @Inject
    News.OfARequest request;

    @Inject
    News.OfATransaction transaction;

    @Inject
    Instance<Ledger> ledger;

    @GET
    @Path("application")
    public String application(@PathParam("id") String id) {
        return application.read(id);
    }

    @GET
    @Path("later")
    public String later(@PathParam("id") String id) {
        return application.readLater(id).toCompletableFuture().join();
    }

    @GET
    @Path("request")
    public String request(@PathParam("id") String id) {
        return request.read(id);
    }

    @GET
    @Path("transaction")
    public String transaction(@PathParam("id") String id) {
        return transaction.read(id);
    }

    @GET
    @Path("enterprise")
    public String enterprise(@PathParam("id") String id) {
        return ledger.get().news(id);
    }
}
