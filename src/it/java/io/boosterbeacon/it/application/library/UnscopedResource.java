package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** Counts together with a method of {@link TieredResource}. */
    @GET
    @Path("grouped")
    @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, group = "pair")
    public String grouped() {
        return "ok";
    }

    /** Has no interceptor that notices the exception. */
    @GET
    @Path("broken")
    @RateLimit(value = 1, window = 60, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public String broken() {
        throw new IllegalStateException("broken on purpose");
    }

    /** Has no interceptor that notices the failure. */
    @GET
    @Path("stage-broken")
    @RateLimit(value = 1, window = 60, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public CompletionStage<String> stageBroken() {
        return CompletableFuture.supplyAsync(
                () -> {
                    throw new IllegalStateException("broken on purpose");
                },
                RunningResource.after(20));
    }

    /** In force where the server makes a CDI bean of every resource. */
    @GET
    @Path("cached")
    @Cached
    public String cached() {
        return "load " + LOADS.incrementAndGet();
    }
}
