package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
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
    News.OfAThread thread;

    @Inject
    News.OfASlowService slow;

    @Inject
    News.OfASlowTransaction slowTransaction;

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
    @Path("thread")
    public String thread(@PathParam("id") String id) {
        return thread.read(id);
    }

    /** The value, or what has happened instead. */
    @GET
    @Path("slow")
    public String slow(@PathParam("id") String id) {
        try {
            return slow.read(id);
        } catch (CacheLoadTimeoutException e) {
            return "timed out";
        }
    }

    /** Leaves the exception to the library. */
    @GET
    @Path("too-slow")
    public String tooSlow(@PathParam("id") String id) {
        return slow.read(id);
    }

    @GET
    @Path("slow-transaction")
    public String slowTransaction(@PathParam("id") String id) {
        return slowTransaction.read(id);
    }

    @GET
    @Path("enterprise")
    public String enterprise(@PathParam("id") String id) {
        return ledger.get().news(id);
    }
}
