package io.boosterbeacon.it.application.library;

import io.boosterbeacon.it.application.library.Items.Item;
import io.boosterbeacon.redis.cache.CacheControlled;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.HttpCacheScope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** Returns cached values in the ways that JAX-RS knows. */
@Path("items/{id}")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
@CacheControlled
public class ItemsResource {
    @Inject
    Items items;

    @GET
    @Path("value")
    public Item value(@PathParam("id") String id) {
        return items.find(id).orElseThrow();
    }

    @GET
    @Path("response")
    public Response response(@PathParam("id") String id) {
        return Response.ok(items.find(id).orElseThrow()).build();
    }

    @GET
    @Path("stage")
    public CompletionStage<Item> stage(@PathParam("id") String id) {
        return items.findLater(id);
    }

    @GET
    @Path("cached")
    @Cached(ttl = 30)
    @CacheControlled(scope = HttpCacheScope.PRIVATE, maxAge = 5, mustRevalidate = true, vary = "Accept-Language")
    public Item cached(@PathParam("id") String id) {
        return new Item(id, 2);
    }

    @GET
    @Path("copy")
    public Item copy(@PathParam("id") String id) {
        Item item = items.find(id).orElseThrow();
        return new Item(item.id(), item.price());
    }

    @GET
    @Path("tagged")
    public Response tagged(@PathParam("id") String id) {
        return Response.ok(items.find(id).orElseThrow())
                .tag("mine")
                .header("Cache-Control", "no-store")
                .build();
    }

    /** How many items have been written so far. */
    @GET
    @Path("written")
    public int written() {
        return ItemWriter.written();
    }

    @PUT
    @Path("{price}")
    public void change(@PathParam("id") String id, @PathParam("price") int price) {
        items.change(id, price);
    }
}
