package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts log-ins by their outcome, and callers by their role. The right password is {@code yes}. */
@Path("login")
@ApplicationScoped
public class LoginResource {
    @GET
    @Path("refusing")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
    public String refusing(@QueryParam("password") String password) {
        if (!password.equals("yes")) {
            throw new NotAuthorizedException("Bearer");
        }
        return "welcome";
    }

    @GET
    @Path("answering")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
    public Response answering(@QueryParam("password") String password) {
        return answer(password);
    }

    @GET
    @Path("later")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
    public CompletionStage<Response> later(@QueryParam("password") String password) {
        return CompletableFuture.supplyAsync(() -> answer(password), RunningResource.after(20));
    }

    private static Response answer(String password) {
        return password.equals("yes")
                ? Response.ok("welcome").build()
                : Response.status(401).build();
    }

    /** Counts what has been ordered. */
    @POST
    @Path("orders")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.SUCCESSES)
    public Response order(@QueryParam("status") @DefaultValue("201") int status) {
        return Response.status(status).build();
    }

    @GET
    @Path("staff")
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, skipRoles = "staff")
    public String staff() {
        return "ok";
    }

    @GET
    @Path("skipped")
    @RateLimit(
            value = 2,
            window = 1,
            windowUnit = ChronoUnit.HOURS,
            name = "skipped",
            skipMethods = {"get", "HEAD"})
    public String skipped() {
        return "ok";
    }
}
