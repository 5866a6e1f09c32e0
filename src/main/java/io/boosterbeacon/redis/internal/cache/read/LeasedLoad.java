package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A load that holds the store's lease. The lease is renewed while the load runs. */
final class LeasedLoad implements Outcome.Load {
    private final LoadsInFlight node;
    private final CacheEntry entry;
    private final String token;
    private final InFlightLoad inFlight;
    private final LeaseRenewal renewal;
    private final long changesBefore;

    /**
     * @param renewal ends with the load
     * @param changesBefore how often this node had changed the entry before the load began
     */
    LeasedLoad(
            LoadsInFlight node,
            CacheEntry entry,
            String token,
            InFlightLoad inFlight,
            LeaseRenewal renewal,
            long changesBefore) {
        this.node = node;
        this.entry = entry;
        this.token = token;
        this.inFlight = inFlight;
        this.renewal = renewal;
        this.changesBefore = changesBefore;
    }

    @Override
    public boolean withoutStore() {
        return false;
    }

    @Override
    public CompletionStage<Boolean> store(byte[] value, Lifetime lifetime, List<String> tags) {
        return end(
                () -> node.store().write(entry, token, value, lifetime, tags),
                stored -> inFlight.complete(value, stored ? lifetime.fresh() : 0));
    }

    @Override
    public CompletionStage<Void> share(byte[] value, boolean removing) {
        return end(() -> release(removing), () -> inFlight.complete(value, 0));
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        return end(() -> release(false), () -> inFlight.completeStale(stale));
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        return end(() -> release(false), () -> inFlight.fail(failure));
    }

    @Override
    public void defer() {
        renewal.end();
        inFlight.defer();
    }

    @Override
    public CompletionStage<Void> abandon() {
        return end(() -> release(false), inFlight::completeEmpty);
    }

    /** The lease stays without a holder. */
    @Override
    public CompletionStage<Void> pause(Duration time) {
        return end(() -> node.store().renew(entry, token, time), inFlight::completeEmpty);
    }

    @Override
    public CompletionStage<Void> shareNothing(boolean removing) {
        return end(() -> release(removing), inFlight::shareNothing);
    }

    private CompletionStage<Boolean> release(boolean removing) {
        return removing ? node.invalidator().remove(entry, token) : node.store().release(entry, token);
    }

    private CompletionStage<Void> end(Supplier<CompletionStage<Boolean>> lastCall, Runnable complete) {
        return end(lastCall, done -> complete.run()).thenAccept(done -> {});
    }

    /**
     * Ends the load. Waiters get the value only if the lease was still held at the end: a lost lease means that the
     * entry may have been invalidated. If the store fails, this is unknown. The waiters then get the value unless this
     * node has changed the entry: each waiter had seen the lease in the store after its own call began.
     *
     * @param complete gets whether the call has succeeded
     * @return whether the call has succeeded
     */
    private CompletionStage<Boolean> end(Supplier<CompletionStage<Boolean>> lastCall, Consumer<Boolean> complete) {
        renewal.end();
        return lastCall.get().handle((survived, failure) -> {
            node.leased().remove(token);
            boolean done = failure == null && survived;
            if (failure == null ? done : node.changes().of(entry) == changesBefore) {
                complete.accept(done);
            } else {
                inFlight.completeEmpty();
            }
            return done;
        });
    }
}
