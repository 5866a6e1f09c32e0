package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A load in flight in this JVM. Other callers can wait for its value. */
final class InFlightLoad {
    private final CompletableFuture<Optional<Outcome.Found>> result = new CompletableFuture<>();
    private final Thread caller;
    private final long changes;
    private volatile boolean deferred;
    private volatile boolean sharesNothing;

    /** @param caller the thread that loads */
    InFlightLoad(Thread caller) {
        this(caller, 0);
    }

    /** @param changes how often the entry had been changed before the load began */
    InFlightLoad(Thread caller, long changes) {
        this.caller = caller;
        this.changes = changes;
    }

    long changes() {
        return changes;
    }

    /**
     * Waits for the value. Empty if the entry was invalidated during the load: the waiter must look the value up again.
     */
    CompletableFuture<Optional<Outcome.Found>> join(Scheduler scheduler, Duration atMost) {
        return scheduler.withTimeout(result, atMost);
    }

    /** @param fresh how long the value is fresh, in milliseconds; 0 if it is not stored */
    void complete(byte[] loaded, long fresh) {
        result.complete(Optional.of(new Outcome.Found(loaded, false, fresh)));
    }

    void completeStale(byte[] known) {
        result.complete(Optional.of(new Outcome.Found(known, true, 0)));
    }

    void completeEmpty() {
        result.complete(Optional.empty());
    }

    /** The load gives no value to its waiters. */
    void shareNothing() {
        sharesNothing = true;
        completeEmpty();
    }

    boolean sharesNothing() {
        return sharesNothing;
    }

    /**
     * The value is loaded but not yet published, because its transaction has not ended. Nobody may wait for it here.
     */
    void defer() {
        deferred = true;
        completeEmpty();
    }

    boolean isDeferred() {
        return deferred;
    }

    /**
     * Whether the waiter itself has loaded the value, in a transaction that it has suspended. It would wait for itself.
     */
    boolean isDeferredBy(Thread waiter) {
        return deferred && caller == waiter;
    }

    void fail(Throwable failure) {
        result.completeExceptionally(new LoadFailure(failure));
    }

    /** Wraps the failure of a load for its waiters, so that it is not mistaken for a timeout of the waiter. */
    static final class LoadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadFailure(Throwable cause) {
            super(cause);
        }
    }
}
