package io.boosterbeacon.it.application.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The other service. Counts the requests that arrive at each of its paths. */
@Path("remote/{id}")
@ApplicationScoped
public class RemoteResource {
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();

    @GET
    public String get(@PathParam("id") String id) {
        return "request " + arrive(id);
    }

    /** Refuses its first request. */
    @GET
    @Path("busy")
    public Response busy(@PathParam("id") String id) {
        int request = arrive(id);
        return request == 1
                ? Response.status(Response.Status.TOO_MANY_REQUESTS)
                        .header("Retry-After", 2)
                        .entity("busy")
                        .build()
                : Response.ok("request " + request).build();
    }

    private int arrive(String id) {
        return arrivals.merge(id, 1, Integer::sum);
    }

    @GET
    @Path("arrivals")
    public int arrivals(@PathParam("id") String id) {
        return arrivals.getOrDefault(id, 0);
    }
}
