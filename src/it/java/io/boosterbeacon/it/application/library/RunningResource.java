package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One call of each method may be in flight. The methods end in all ways that JAX-RS knows. */
@Path("running")
@ApplicationScoped
@RateLimit(value = 1, window = 60, algorithm = RateLimitAlgorithm.CONCURRENCY, name = "running")
public class RunningResource {
    private static final byte[] PART = new byte[64 * 1024];
    private static final int MOST_PARTS = 6_000;

    @GET
    @Path("sync")
    public String sync(@QueryParam("ms") @DefaultValue("0") int millis) throws InterruptedException {
        Thread.sleep(millis);
        return "ok";
    }

    @GET
    @Path("nothing")
    public void nothing() {
        // 204
    }

    @GET
    @Path("suspended")
    public void suspended(@Suspended AsyncResponse response, @QueryParam("ms") @DefaultValue("0") int millis) {
        after(millis).execute(() -> response.resume("ok"));
    }

    @GET
    @Path("suspended-failing")
    public void suspendedFailing(@Suspended AsyncResponse response, @QueryParam("ms") @DefaultValue("0") int millis) {
        after(millis).execute(() -> response.resume(new WebApplicationException(Response.Status.CONFLICT)));
    }

    @GET
    @Path("suspended-broken")
    public void suspendedBroken(@Suspended AsyncResponse response) {
        after(0).execute(() -> response.resume(new IllegalStateException("broken on purpose")));
    }

    @GET
    @Path("suspended-cancelled")
    public void suspendedCancelled(@Suspended AsyncResponse response) {
        after(0).execute(response::cancel);
    }

    @GET
    @Path("suspended-timeout")
    public void suspendedTimeout(@Suspended AsyncResponse response) {
        response.setTimeout(50, TimeUnit.MILLISECONDS);
    }

    /** Its time ends early, but it gets more. */
    @GET
    @Path("suspended-extended")
    public void suspendedExtended(@Suspended AsyncResponse response, @QueryParam("ms") @DefaultValue("0") int millis) {
        response.setTimeoutHandler(late -> late.setTimeout(1, TimeUnit.MINUTES));
        response.setTimeout(50, TimeUnit.MILLISECONDS);
        after(millis).execute(() -> response.resume("ok"));
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage(@QueryParam("ms") @DefaultValue("0") int millis) {
        return CompletableFuture.supplyAsync(() -> "ok", after(millis));
    }

    @GET
    @Path("stage-failing")
    public CompletionStage<String> stageFailing(@QueryParam("ms") @DefaultValue("0") int millis) {
        return CompletableFuture.supplyAsync(
                () -> {
                    throw new WebApplicationException(Response.Status.CONFLICT);
                },
                after(millis));
    }

    @GET
    @Path("stage-broken")
    public CompletionStage<String> stageBroken() {
        return CompletableFuture.failedFuture(new IllegalStateException("broken on purpose"));
    }

    /** Fails after the request's thread has left. */
    @GET
    @Path("stage-broken-later")
    public CompletionStage<String> stageBrokenLater() {
        return CompletableFuture.supplyAsync(
                () -> {
                    throw new IllegalStateException("broken on purpose");
                },
                after(20));
    }

    /** A stage of the value that is written as a stream. */
    @GET
    @Path("stage-streamed")
    public CompletionStage<StreamingOutput> stageStreamed(@QueryParam("ms") @DefaultValue("0") int millis) {
        return CompletableFuture.supplyAsync(() -> streamed(millis), after(0));
    }

    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink to, @Context Sse events, @QueryParam("ms") @DefaultValue("0") int millis) {
        after(millis).execute(() -> {
            try (to) {
                to.send(events.newEvent("last")).toCompletableFuture().join();
            }
        });
    }

    /** Sends events until the client has gone, or half a minute. */
    @GET
    @Path("endless-events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void endlessEvents(@Context SseEventSink to, @Context Sse events) {
        String data = "x".repeat(PART.length);
        after(0).execute(() -> {
            try (to) {
                for (int i = 0; i < MOST_PARTS && !to.isClosed(); i++) {
                    to.send(events.newEvent(data)).toCompletableFuture().join();
                    pause(5);
                }
            }
        });
    }

    @GET
    @Path("refusing")
    public String refusing() {
        throw new WebApplicationException(Response.Status.CONFLICT);
    }

    @GET
    @Path("broken")
    public String broken() {
        throw new IllegalStateException("broken on purpose");
    }

    @GET
    @Path("streamed")
    public StreamingOutput streamed(@QueryParam("ms") @DefaultValue("0") int millis) {
        return to -> {
            to.write(PART);
            to.flush();
            pause(millis);
            to.write(PART);
        };
    }

    @GET
    @Path("streamed-broken")
    public StreamingOutput streamedBroken() {
        return to -> {
            to.write(PART);
            throw new IOException("broken on purpose");
        };
    }

    /** Writes until the client has gone, or half a minute. */
    @GET
    @Path("endless")
    public StreamingOutput endless() {
        return to -> {
            for (int i = 0; i < MOST_PARTS; i++) {
                to.write(PART);
                to.flush();
                pause(5);
            }
        };
    }

    /**
     * Runs tasks on another thread, with the class loader of the application. GlassFish finds the application by it: a
     * request that fails on a thread of the JVM without it is never answered there.
     */
    static Executor after(int millis) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return task -> CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    Thread current = Thread.currentThread();
                    ClassLoader before = current.getContextClassLoader();
                    current.setContextClassLoader(application);
                    try {
                        task.run();
                    } finally {
                        current.setContextClassLoader(before);
                    }
                });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
