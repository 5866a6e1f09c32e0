package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimitClientFilter;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** Sends requests to the other service, and returns its answer. */
@Path("outgoing")
@ApplicationScoped
public class OutgoingResource {
    @Inject
    RateLimiter limiter;

    /** Two requests an hour. */
    @GET
    @Path("limited")
    public String limited(@QueryParam("to") URI to) {
        return get(
                to,
                RateLimitClientFilter.with(limiter)
                        .limit(2, Duration.ofHours(1))
                        .key("limited"));
    }

    /** As many requests as the other service accepts. */
    @GET
    @Path("obedient")
    public String obedient(@QueryParam("to") URI to, @QueryParam("wait") long millis) {
        return get(to, RateLimitClientFilter.with(limiter).maxWait(Duration.ofMillis(millis)));
    }

    private static String get(URI to, RateLimitClientFilter.Builder quota) {
        Client client = ClientBuilder.newClient().register(quota.build());
        try {
            return orDenial(() -> client.target(to).request().get().readEntity(String.class));
        } finally {
            client.close();
        }
    }

    @GET
    @Path("rest-client")
    public String restClient(@QueryParam("to") URI to) {
        RemoteClient client = RestClientBuilder.newBuilder().baseUri(to).build(RemoteClient.class);
        return orDenial(client::get);
    }

    /** Clients wrap what their filters throw. */
    private static String orDenial(Supplier<String> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw Stream.<Throwable>iterate(e, failure -> failure != null, Throwable::getCause)
                    .filter(RateLimitExceededException.class::isInstance)
                    .map(RuntimeException.class::cast)
                    .findFirst()
                    .orElse(e);
        }
    }
}
