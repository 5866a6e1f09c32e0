package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A load that holds the store's lease. The lease is renewed while the load runs. */
final class LeasedLoad implements Outcome.Load {
    private final CacheStore store;
    private final CacheEntry entry;
    private final String token;
    private final InFlightLoad inFlight;
    private final LeaseRenewal renewal;
    private final BooleanSupplier changed;
    private final Runnable ended;

    /**
     * @param renewal ends with the load
     * @param changed whether this node has changed the entry since the load began
     * @param ended called when the load must no longer be found by other callers
     */
    LeasedLoad(
            CacheStore store,
            CacheEntry entry,
            String token,
            InFlightLoad inFlight,
            LeaseRenewal renewal,
            BooleanSupplier changed,
            Runnable ended) {
        this.store = store;
        this.entry = entry;
        this.token = token;
        this.inFlight = inFlight;
        this.renewal = renewal;
        this.changed = changed;
        this.ended = ended;
    }

    @Override
    public boolean withoutStore() {
        return false;
    }

    @Override
    public CompletionStage<Void> store(byte[] value, Lifetime lifetime) {
        return end(() -> store.write(entry, token, value, lifetime), () -> inFlight.complete(value));
    }

    @Override
    public CompletionStage<Void> share(byte[] value) {
        return end(() -> store.release(entry, token), () -> inFlight.complete(value));
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        return end(() -> store.release(entry, token), () -> inFlight.completeStale(stale));
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        return end(() -> store.release(entry, token), () -> inFlight.fail(failure));
    }

    @Override
    public void defer() {
        renewal.end();
        inFlight.defer();
    }

    @Override
    public CompletionStage<Void> abandon() {
        return end(() -> store.release(entry, token), inFlight::completeEmpty);
    }

    @Override
    public CompletionStage<Void> shareNothing() {
        return end(() -> store.release(entry, token), inFlight::shareNothing);
    }

    /**
     * Ends the load. Waiters get the value only if the lease was still held at the end: a lost lease means that the
     * entry may have been invalidated. If the store fails, this is unknown. The waiters then get the value unless this
     * node has changed the entry: each waiter had seen the lease in the store after its own call began.
     */
    private CompletionStage<Void> end(Supplier<CompletionStage<Boolean>> lastCall, Runnable complete) {
        renewal.end();
        return lastCall.get().handle((survived, failure) -> {
            ended.run();
            if (failure == null ? survived : !changed.getAsBoolean()) {
                complete.run();
            } else {
                inFlight.completeEmpty();
            }
            return null;
        });
    }
}
