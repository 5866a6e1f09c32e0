package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;

/** Waits for permits, at most for the given milliseconds. */
@Path("waits")
@ApplicationScoped
public class WaitsResource {
    private static final String KEY = "printer";
    private static final QuotaPolicy RUNNING = QuotaPolicy.concurrency(1, Duration.ofSeconds(30));

    @Inject
    RateLimiter limiter;

    @GET
    @Path("hour")
    public String hour(@QueryParam("wait") long millis) {
        return acquire(QuotaPolicy.fixedWindow(1, Duration.ofHours(1)).named("hour"), millis, 0);
    }

    @GET
    @Path("moment")
    public String moment(@QueryParam("wait") long millis) {
        return acquire(QuotaPolicy.fixedWindow(1, Duration.ofMillis(300)).named("moment"), millis, 0);
    }

    @GET
    @Path("running")
    public String running(@QueryParam("wait") long millis, @QueryParam("hold") @DefaultValue("0") long hold) {
        return acquire(RUNNING, millis, hold);
    }

    @GET
    @Path("running/count")
    public long count() {
        return limiter.status(KEY, RUNNING).count();
    }

    /** Returns the times at which it had the permit and gave it back, in nanoseconds. */
    private String acquire(QuotaPolicy policy, long millis, long hold) {
        RateLimitPermit permit = limiter.acquire(KEY, policy, Duration.ofMillis(millis));
        long began = System.nanoTime();
        try {
            Thread.sleep(hold);
            return began + " " + System.nanoTime();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            permit.close();
        }
    }
}
