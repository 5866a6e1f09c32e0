package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A client with annotated methods. */
@Path("prices")
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
@RegisterProvider(Answering.class)
public interface PriceClient {
    @GET
    @Path("limited/{id}")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    String limited(@PathParam("id") String id);

    @GET
    @Path("cached/{id}")
    @Cached
    String cached(@PathParam("id") String id);
}
