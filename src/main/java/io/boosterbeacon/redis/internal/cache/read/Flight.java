package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A load in flight in this JVM. Other callers can wait for its value. */
final class Flight {
    private final CompletableFuture<Optional<Outcome.Found>> landing = new CompletableFuture<>();
    private final Thread caller;
    private final long changes;
    private volatile boolean heldBack;
    private volatile boolean withheld;

    /** @param caller the thread that loads */
    Flight(Thread caller) {
        this(caller, 0);
    }

    /** @param changes how often the entry had been changed before the load began */
    Flight(Thread caller, long changes) {
        this.caller = caller;
        this.changes = changes;
    }

    long changes() {
        return changes;
    }

    /**
     * Waits for the value. Empty if the entry was invalidated during the load: the waiter must look the value up again.
     */
    CompletableFuture<Optional<Outcome.Found>> join(Deadlines deadlines, Duration atMost) {
        return deadlines.within(landing, atMost);
    }

    void land(byte[] loaded) {
        landing.complete(Optional.of(new Outcome.Found(loaded, false)));
    }

    void landStale(byte[] known) {
        landing.complete(Optional.of(new Outcome.Found(known, true)));
    }

    void overtaken() {
        landing.complete(Optional.empty());
    }

    /** The load gives no value to its waiters. */
    void withhold() {
        withheld = true;
        overtaken();
    }

    boolean isWithheld() {
        return withheld;
    }

    /**
     * The value is loaded but not yet published, because its transaction has not ended. Nobody may wait for it here.
     */
    void holdBack() {
        heldBack = true;
        overtaken();
    }

    boolean isHeldBack() {
        return heldBack;
    }

    /**
     * Whether the waiter itself has loaded the value, in a transaction that it has suspended. It would wait for itself.
     */
    boolean isHeldBackBy(Thread waiter) {
        return heldBack && caller == waiter;
    }

    void crash(Throwable failure) {
        landing.completeExceptionally(new LoadFailure(failure));
    }

    /** Wraps the failure of a load for its waiters, so that it is not mistaken for a timeout of the waiter. */
    static final class LoadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadFailure(Throwable cause) {
            super(cause);
        }
    }
}
