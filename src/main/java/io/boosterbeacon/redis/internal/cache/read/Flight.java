package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One load in this JVM, and those who wait for it. */
final class Flight {
    private final CompletableFuture<Optional<Outcome.Found>> landing = new CompletableFuture<>();
    private final Thread caller;
    private final long changes;
    private volatile boolean heldBack;
    private volatile boolean withheld;

    /** @param caller whose load it is */
    Flight(Thread caller) {
        this(caller, 0);
    }

    /** @param changes of the entry, counted before the load began */
    Flight(Thread caller, long changes) {
        this.caller = caller;
        this.changes = changes;
    }

    long changes() {
        return changes;
    }

    /** Waits; empty if the load was overtaken by an invalidation, so that the waiter must look again. */
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

    /** There is nothing to be had here. */
    void withhold() {
        withheld = true;
        overtaken();
    }

    boolean isWithheld() {
        return withheld;
    }

    /** The value is there, but waits for a commit: nobody is to wait for it here. */
    void holdBack() {
        heldBack = true;
        overtaken();
    }

    boolean isHeldBack() {
        return heldBack;
    }

    /** Whether a caller would wait for what cannot end before it goes on: the end of a transaction that it has suspended. */
    boolean isHeldBackBy(Thread waiter) {
        return heldBack && caller == waiter;
    }

    void crash(Throwable failure) {
        landing.completeExceptionally(new LoadFailure(failure));
    }

    /** A loader's failure on its way to another caller: told apart from a deadline of the waiter. */
    static final class LoadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadFailure(Throwable cause) {
            super(cause);
        }
    }
}
