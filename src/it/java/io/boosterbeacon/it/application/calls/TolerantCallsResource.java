package io.boosterbeacon.it.application.calls;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls limited methods that are fault-tolerant, and returns what became of the calls. */
@Path("tolerant")
@RequestScoped
public class TolerantCallsResource {
    @Inject
    Suppliers suppliers;

    @GET
    @Path("stage")
    public String stage() throws Exception {
        return meanwhileAndAfter((began, end) -> suppliers.stage(began, end).toCompletableFuture());
    }

    @GET
    @Path("future")
    public String future() throws Exception {
        return meanwhileAndAfter(suppliers::future);
    }

    private static String meanwhileAndAfter(Running running) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<String> end = new CompletableFuture<>();
        Callable<Future<String>> another =
                () -> running.begin(new CountDownLatch(1), CompletableFuture.completedFuture("admitted"));
        Future<String> first = running.begin(began, end);
        began.await(10, TimeUnit.SECONDS);
        String meanwhile = Outcomes.of(another);
        end.complete("done");
        return meanwhile + " " + Outcomes.of(() -> first) + " " + Outcomes.ofFirstAdmitted(another);
    }

    /** Begins a call that runs until the end is known. */
    private interface Running {
        Future<String> begin(CountDownLatch began, CompletableFuture<String> end) throws Exception;
    }

    @GET
    @Path("failing-stage")
    public String failingStage() throws InterruptedException {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        Callable<?> call = () -> suppliers.stage(new CountDownLatch(1), failed);
        return Outcomes.of(call) + " " + Outcomes.ofFirstAdmitted(call) + " " + Outcomes.ofFirstAdmitted(call);
    }

    @GET
    @Path("retried")
    public String retried() {
        AtomicInteger attempts = new AtomicInteger();
        return Outcomes.of(3, () -> suppliers.retried(attempts)) + " after " + attempts;
    }

    @GET
    @Path("retried-stage")
    public String retriedStage() {
        AtomicInteger attempts = new AtomicInteger();
        return Outcomes.of(3, () -> suppliers.retriedStage(attempts)) + " after " + attempts;
    }

    @GET
    @Path("counted-if-failed")
    public String countedIfFailed() {
        AtomicInteger attempts = new AtomicInteger();
        return Outcomes.of(3, () -> suppliers.countedIfFailed(attempts)) + " after " + attempts;
    }

    @GET
    @Path("replaced")
    public String replaced() {
        AtomicInteger attempts = new AtomicInteger();
        return Outcomes.of(2, () -> suppliers.replaced(attempts)) + " after " + attempts;
    }
}
