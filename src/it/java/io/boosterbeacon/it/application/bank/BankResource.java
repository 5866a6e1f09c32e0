package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Sets a balance to 5 in different ways, and returns what each reader sees in turn. */
@Path("bank/{owner}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankResource {
    private static final int AMOUNT = 5;

    @Inject
    Accounts accounts;

    @Inject
    Balances balances;

    @Inject
    Database database;

    @Inject
    Instance<Teller> teller;

    @Inject
    Instance<Changer> changer;

    @Inject
    UserTransaction transaction;

    @GET
    public List<Integer> balance(@PathParam("owner") String owner) {
        return List.of(balances.of(owner));
    }

    /** What the transaction of the change reads at its end; then what is cached. */
    @POST
    @Path("own/{way}")
    public List<Integer> own(@PathParam("owner") String owner, @PathParam("way") String way) throws Exception {
        return List.of(change(owner, way), balances.of(owner));
    }

    /** A change within the caller's transaction, which reads again; then what is cached. */
    @POST
    @Path("{end}/{way}")
    public List<Integer> callers(
            @PathParam("owner") String owner, @PathParam("end") String end, @PathParam("way") String way)
            throws Exception {
        transaction.begin();
        int changed = change(owner, way);
        int seen = balances.of(owner);
        end(end);
        return List.of(changed, seen, balances.of(owner));
    }

    private int change(String owner, String way) throws Exception {
        try {
            return switch (way) {
                case "set" -> accounts.set(owner, AMOUNT);
                case "clear" -> accounts.setClearing(owner, AMOUNT);
                case "put" -> accounts.put(owner, AMOUNT);
                case "first" -> accounts.setInvalidatingFirst(owner, AMOUNT);
                case "mark" -> accounts.setAndMark(owner, AMOUNT);
                case "throw" -> accounts.setAndThrow(owner, AMOUNT);
                case "unnoticed" -> accounts.setUnnoticedAndThrow(owner, AMOUNT);
                case "refuse" -> accounts.setAndRefuse(owner, AMOUNT);
                case "tell" -> accounts.setAndTell(owner, AMOUNT);
                case "forgive" -> accounts.setAndForgive(owner, AMOUNT);
                case "mark-first" -> accounts.markAndSet(owner, AMOUNT);
                case "catch" -> accounts.setAndCatch(owner, AMOUNT);
                case "within" -> accounts.setWithin(owner, AMOUNT);
                case "bean" -> teller.get().set(owner, AMOUNT);
                case "bean-aside" -> teller.get().setAside(owner, AMOUNT);
                case "own-bean" -> changer.get().set(owner, AMOUNT);
                case "bean-throw" -> throwing(owner);
                default -> throw new IllegalArgumentException(way);
            };
        } catch (Withdrawn e) {
            return e.seen;
        } catch (Refused e) {
            return e.seen;
        }
    }

    private int throwing(String owner) {
        AtomicInteger seen = new AtomicInteger();
        try {
            teller.get().setAndThrow(owner, AMOUNT, seen);
        } catch (RuntimeException e) {
            return seen.get();
        }
        throw new IllegalStateException("the container has lost an exception");
    }

    /** A transaction that takes too long. */
    @POST
    @Path("timeout")
    public List<Integer> timeout(@PathParam("owner") String owner) throws Exception {
        transaction.setTransactionTimeout(1);
        int seen = -1;
        try {
            transaction.begin();
            seen = accounts.set(owner, AMOUNT);
            TimeUnit.MILLISECONDS.sleep(2_500);
            transaction.commit();
        } catch (Exception e) {
            // servers report a rollback in different ways; some leave the transaction with the thread
            end();
        } finally {
            transaction.setTransactionTimeout(0);
        }
        return List.of(seen, balances.of(owner));
    }

    private void end() {
        try {
            transaction.rollback();
        } catch (Exception e) {
            // it has ended already
        }
    }

    /** What a transaction has loaded, as another caller sees it before the rollback. */
    @POST
    @Path("load")
    public List<Integer> load(@PathParam("owner") String owner) throws Exception {
        transaction.begin();
        database.write(owner, AMOUNT);
        int loaded = balances.of(owner);
        CompletableFuture<Integer> other = elsewhere(owner);
        waitABit(other);
        transaction.rollback();
        return List.of(loaded, other.get(30, TimeUnit.SECONDS), balances.of(owner));
    }

    /** What a transaction has loaded, as another one sees it while the first is suspended. */
    @POST
    @Path("load-aside")
    public List<Integer> loadAside(@PathParam("owner") String owner) throws Exception {
        transaction.begin();
        database.write(owner, AMOUNT);
        int loaded = balances.of(owner);
        int aside = accounts.readAside(owner);
        transaction.rollback();
        return List.of(loaded, aside, balances.of(owner));
    }

    /** A change in another transaction, which has committed before the caller's is rolled back. */
    @POST
    @Path("set-aside")
    public List<Integer> setAside(@PathParam("owner") String owner) throws Exception {
        balances.of(owner);
        transaction.begin();
        int changed = accounts.setAside(owner, AMOUNT);
        int other = elsewhere(owner).get(30, TimeUnit.SECONDS);
        transaction.rollback();
        return List.of(changed, other, balances.of(owner));
    }

    /** A change during which others read: it has invalidated the cache, and not committed yet. */
    @POST
    @Path("read-between/{way}")
    public List<Integer> readBetween(@PathParam("owner") String owner, @PathParam("way") String way) throws Exception {
        transaction.begin();
        int changed = change(owner, way);
        int other = elsewhere(owner).get(30, TimeUnit.SECONDS);
        transaction.commit();
        return List.of(changed, other, balances.of(owner));
    }

    /** A load outside the caller's transaction, which has changed the loaded value. */
    @POST
    @Path("outside/{way}")
    public List<Integer> outside(@PathParam("owner") String owner, @PathParam("way") String way) throws Exception {
        transaction.begin();
        int changed = change(owner, way);
        int outside = accounts.readOutside(owner);
        int seen = balances.of(owner);
        transaction.commit();
        return List.of(changed, outside, seen, balances.of(owner));
    }

    /** A load by the programmatic interface; what the transaction reads again, and what is read after its end. */
    @POST
    @Path("programmatic/{end}")
    public List<Integer> programmatic(@PathParam("owner") String owner, @PathParam("end") String end) throws Exception {
        transaction.begin();
        database.write(owner, AMOUNT);
        int loaded = balances.programmatically(owner);
        database.write(owner, AMOUNT + 1);
        int again = balances.programmatically(owner);
        database.write(owner, AMOUNT);
        end(end);
        return List.of(loaded, again, balances.programmatically(owner));
    }

    /** A stage that begins within the transaction, and completes on another thread before or after its end. */
    @POST
    @Path("stage/{end}/{when}")
    public List<Integer> stage(
            @PathParam("owner") String owner, @PathParam("end") String end, @PathParam("when") String when)
            throws Exception {
        CompletableFuture<Void> known = new CompletableFuture<>();
        transaction.begin();
        database.write(owner, AMOUNT);
        CompletionStage<Integer> stage = balances.later(owner, known);
        if (when.equals("within")) {
            elsewhere(() -> known.complete(null)).get(30, TimeUnit.SECONDS);
            await(stage);
        }
        end(end);
        if (!when.equals("within")) {
            elsewhere(() -> known.complete(null)).get(30, TimeUnit.SECONDS);
        }
        int seen = await(stage);
        database.write(owner, AMOUNT + 1);
        return List.of(seen, await(balances.later(owner, CompletableFuture.completedFuture(null))));
    }

    private static int await(CompletionStage<Integer> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void end(String end) throws Exception {
        if (end.equals("committed")) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    /** How often a value is loaded if a transaction has loaded it. */
    @POST
    @Path("loads")
    public List<Integer> loads(@PathParam("owner") String owner) throws Exception {
        transaction.begin();
        int first = balances.loads(owner);
        int again = balances.loads(owner);
        transaction.commit();
        return List.of(again - first, balances.loads(owner) - first);
    }

    @POST
    @Path("own-loads")
    public List<Integer> ownLoads(@PathParam("owner") String owner) {
        int first = balances.loadsInATransaction(owner);
        return List.of(balances.loadsInATransaction(owner) - first);
    }

    @POST
    @Path("bean-loads")
    public List<Integer> beanLoads(@PathParam("owner") String owner) {
        int first = teller.get().loads(owner);
        return List.of(teller.get().loads(owner) - first);
    }

    /** Reads on a thread without a transaction. */
    private CompletableFuture<Integer> elsewhere(String owner) {
        return elsewhere(() -> balances.of(owner));
    }

    private static <T> CompletableFuture<T> elsewhere(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.get());
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "another caller");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Gives another caller time to get a value that it must not get. */
    private static void waitABit(CompletableFuture<Integer> other) throws Exception {
        try {
            other.get(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // it waits for the load to end
        }
    }
}
