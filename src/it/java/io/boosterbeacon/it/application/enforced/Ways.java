package io.boosterbeacon.it.application.enforced;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Limited methods that answer in each way that JAX-RS has. */
@Path("ways")
@ApplicationScoped
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
public class Ways {
    @Inject
    Shared shared;

    @GET
    @Path("head")
    public String head() {
        return "ok";
    }

    @GET
    @Path("suspended")
    public void suspended(@Suspended AsyncResponse response) {
        response.resume("ok");
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage() {
        return CompletableFuture.completedFuture("ok");
    }

    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink sink, @Context Sse sse) {
        // not in the server's thread that has sent the event: on TomEE, it would wait five seconds for itself
        try (sink) {
            sink.send(sse.newEvent("ok"));
        }
    }

    /** Another resource, whose limit no filter counts here. */
    @GET
    @Path("in-process")
    @RateLimit(100)
    public String inProcess() {
        return shared.inProcess();
    }
}
