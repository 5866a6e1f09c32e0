package io.boosterbeacon.it.application.calls;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls limited enterprise beans, and returns what became of the calls, where the server has such beans. */
@Path("enterprise")
@RequestScoped
public class EnterpriseCallsResource {
    private static final CountDownLatch OPEN = new CountDownLatch(0);

    @Inject
    Instance<Courier> courier;

    @Inject
    Instance<Till> till;

    @GET
    @Path("asynchronous")
    public String asynchronous() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<String> first = courier.get().deliver(began, end);
        began.await(10, TimeUnit.SECONDS);
        String meanwhile = Outcomes.of(() -> courier.get().deliver(OPEN, OPEN).get(10, TimeUnit.SECONDS));
        end.countDown();
        return meanwhile + " " + Outcomes.of(() -> first) + " "
                + Outcomes.ofFirstAdmitted(
                        () -> courier.get().deliver(OPEN, OPEN).get(10, TimeUnit.SECONDS));
    }

    @GET
    @Path("failing")
    public String failing() {
        return Outcomes.of(3, () -> {
            courier.get().stumble();
            return "not reached";
        });
    }

    /** Returns the number of calls that have run. */
    @GET
    @Path("unobserved")
    public int unobserved() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 6; i++) {
            courier.get().call(calls);
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (calls.get() < 3 && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        Thread.sleep(300);
        return calls.get();
    }

    @GET
    @Path("singleton")
    public String singleton() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Till counting = till.get();
        CompletableFuture<String> first = new CompletableFuture<>();
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        Thread other = new Thread(() -> {
            Thread.currentThread().setContextClassLoader(application);
            first.complete(Outcomes.of(() -> counting.count(began, end)));
        });
        other.setDaemon(true);
        other.start();
        began.await(10, TimeUnit.SECONDS);
        String meanwhile = Outcomes.of(() -> counting.count(OPEN, OPEN));
        end.countDown();
        return meanwhile + " " + Outcomes.of(() -> first) + " "
                + Outcomes.ofFirstAdmitted(() -> counting.count(OPEN, OPEN));
    }
}
