package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A resource that is not a CDI bean: JAX-RS creates it, and only the filter can limit it. */
@Path("unscoped")
public class UnscopedResource {
    private static final AtomicInteger LOADS = new AtomicInteger();

    @GET
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    public String get() {
        return "ok";
    }

    /** In force where the server makes a CDI bean of every resource. */
    @GET
    @Path("cached")
    @Cached
    public String cached() {
        return "load " + LOADS.incrementAndGet();
    }
}
