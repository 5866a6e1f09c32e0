package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A load without a lease: the store does not answer, or the load of another caller takes too long. Nothing is stored.
 */
final class UnleasedLoad implements Outcome.Load {
    private final boolean withoutStore;
    private final InFlightLoad inFlight;
    private final Runnable ended;

    /** @param withoutStore whether the store does not answer */
    UnleasedLoad(boolean withoutStore, InFlightLoad inFlight, Runnable ended) {
        this.withoutStore = withoutStore;
        this.inFlight = inFlight;
        this.ended = ended;
    }

    /** A load that no other caller waits for. */
    static UnleasedLoad alone(boolean withoutStore) {
        return new UnleasedLoad(withoutStore, new InFlightLoad(Thread.currentThread()), () -> {});
    }

    @Override
    public boolean withoutStore() {
        return withoutStore;
    }

    @Override
    public CompletionStage<Boolean> store(byte[] value, Lifetime lifetime, List<String> tags) {
        return share(value, false).thenApply(shared -> false);
    }

    /** Without the lease, nobody knows whether the stored value is older. */
    @Override
    public CompletionStage<Void> share(byte[] value, boolean removing) {
        ended.run();
        inFlight.complete(value, 0);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        ended.run();
        inFlight.completeStale(stale);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void defer() {
        ended.run();
        inFlight.defer();
    }

    @Override
    public CompletionStage<Void> shareNothing(boolean removing) {
        ended.run();
        inFlight.shareNothing();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> abandon() {
        ended.run();
        inFlight.completeEmpty();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> pause(Duration time) {
        return abandon();
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        ended.run();
        inFlight.fail(failure);
        return CompletableFuture.completedFuture(null);
    }
}
