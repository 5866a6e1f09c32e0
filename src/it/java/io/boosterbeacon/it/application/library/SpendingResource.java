package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCalls;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Each call reserves 4 of 10, and really costs 1. */
@Path("spending")
@ApplicationScoped
@RateLimit(name = "spending", value = 10, window = 3600, costResolver = Spending.class)
public class SpendingResource {
    private static final byte[] PART = new byte[64 * 1024];
    private static final int MOST_PARTS = 6_000;

    @Inject
    RateLimitCalls calls;

    @Inject
    Spending spending;

    private RateLimitCall call() {
        return calls.current("spending");
    }

    @GET
    @Path("sync")
    public String sync() {
        call().charge(1);
        return "ok";
    }

    @GET
    @Path("nothing")
    public void nothing() {
        call().charge(1);
    }

    @GET
    @Path("refusing")
    public String refusing() {
        call().charge(1);
        throw new WebApplicationException(Response.Status.CONFLICT);
    }

    @GET
    @Path("suspended")
    public void suspended(@Suspended AsyncResponse response) {
        RateLimitCall call = call();
        RunningResource.after(20).execute(() -> {
            call.charge(1);
            response.resume("ok");
        });
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage() {
        RateLimitCall call = call();
        return CompletableFuture.supplyAsync(
                () -> {
                    call.charge(1);
                    return "ok";
                },
                RunningResource.after(20));
    }

    @GET
    @Path("streamed")
    public StreamingOutput streamed() {
        RateLimitCall call = call();
        return to -> {
            to.write("first".getBytes(StandardCharsets.UTF_8));
            to.flush();
            call.charge(1);
            to.write("last".getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Closes the sink on another thread than the server's, which on TomEE would wait five seconds for itself. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink to, @Context Sse events) {
        RateLimitCall call = call();
        RunningResource.after(0).execute(() -> {
            try (to) {
                to.send(events.newEvent("one")).toCompletableFuture().join();
                call.charge(1);
            }
        });
    }

    /** Writes until the client has gone, or half a minute. */
    @GET
    @Path("endless")
    public StreamingOutput endless() {
        RateLimitCall call = call();
        call.charge(1);
        return to -> {
            for (int i = 0; i < MOST_PARTS; i++) {
                to.write(PART);
                to.flush();
                pause();
            }
        };
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @GET
    @Path("settled")
    @RateLimitExempt
    public String settled() {
        return String.join("\n", spending.settled());
    }
}
