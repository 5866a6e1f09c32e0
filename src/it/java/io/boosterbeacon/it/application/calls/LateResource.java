package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;

/** Fails as a cached method does whose load takes too long. */
@Path("late")
@RequestScoped
public class LateResource {
    @GET
    public String late() {
        throw new CacheLoadTimeoutException("calls", Duration.ofMillis(5));
    }
}
