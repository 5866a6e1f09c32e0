package io.boosterbeacon.it.application.mistakes;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A client with a limit on the whole interface, which not every server applies. */
@Path("limited")
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
public interface LimitedClient {
    @GET
    @Path("{id}")
    String get(@PathParam("id") String id);
}
