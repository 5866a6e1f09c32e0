package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A load without a lease: the store does not answer, or the load of another caller takes too long. Nothing is stored.
 */
final class UnleasedLoad implements Outcome.Load {
    private final boolean withoutStore;
    private final Flight flight;
    private final Runnable ended;

    /** @param withoutStore whether the store does not answer */
    UnleasedLoad(boolean withoutStore, Flight flight, Runnable ended) {
        this.withoutStore = withoutStore;
        this.flight = flight;
        this.ended = ended;
    }

    /** A load that no other caller waits for. */
    static UnleasedLoad alone(boolean withoutStore) {
        return new UnleasedLoad(withoutStore, new Flight(Thread.currentThread()), () -> {});
    }

    @Override
    public boolean withoutStore() {
        return withoutStore;
    }

    @Override
    public CompletionStage<Void> store(byte[] value, Duration ttl) {
        return share(value);
    }

    @Override
    public CompletionStage<Void> share(byte[] value) {
        ended.run();
        flight.land(value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        ended.run();
        flight.landStale(stale);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void holdBack() {
        ended.run();
        flight.holdBack();
    }

    @Override
    public CompletionStage<Void> withhold() {
        ended.run();
        flight.withhold();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> abandon() {
        ended.run();
        flight.overtaken();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        ended.run();
        flight.crash(failure);
        return CompletableFuture.completedFuture(null);
    }
}
