package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A load within a transaction: what it has loaded is published after the commit. Until then the lease keeps others from
 * loading, but once the value is there it is not renewed: a long transaction lets them load by themselves, and what it has
 * loaded is then not stored. Nobody shares its failure, which may be the transaction's.
 */
final class DeferredLoad implements Outcome.Load, CacheTransaction.Load {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final Outcome.Load load;
    private final CacheTransaction transaction;
    private final BooleanSupplier overtaken;
    private volatile byte @Nullable [] value;
    private volatile boolean discarded;
    private volatile Runnable publication = () -> {};

    /** @param overtaken whether another transaction of this node has changed the entry since the load began */
    DeferredLoad(Outcome.Load load, CacheTransaction transaction, BooleanSupplier overtaken) {
        this.load = load;
        this.transaction = transaction;
        this.overtaken = overtaken;
    }

    @Override
    public Optional<byte[]> value() {
        return overtaken.getAsBoolean() ? Optional.empty() : Optional.ofNullable(value);
    }

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public boolean withoutStore() {
        return load.withoutStore();
    }

    @Override
    public void onPublication(Runnable action) {
        publication = action;
    }

    @Override
    public CompletionStage<Void> store(byte[] loaded, Duration ttl) {
        if (!transaction.reserve(loaded.length)) {
            // a transaction of a great many loads: nobody waits for its commit, not even its memory
            publication = () -> {};
            return withhold();
        }
        value = loaded;
        if (load.withoutStore()) {
            // it cannot be stored after the commit either
            return abandon();
        }
        load.holdBack();
        // no stage of a load fails; whoever reads after the commit finds what was loaded
        Consumer<Ending> publish =
                ending -> publish(ending, loaded, ttl).toCompletableFuture().join();
        // a stage that ends after the transaction may do so on a thread that must not wait
        return transaction
                .unlessEnded(publish)
                .map(ending -> publish(ending, loaded, ttl))
                .orElse(DONE);
    }

    private CompletionStage<Void> publish(Ending ending, byte[] loaded, Duration ttl) {
        if (ending != Ending.COMMITTED || discarded) {
            return abandon();
        }
        publication.run();
        return load.store(loaded, ttl);
    }

    @Override
    public CompletionStage<Void> share(byte[] loaded) {
        // what is not to be kept, the transaction does not read again either
        return withhold();
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        return load.serveStale(stale);
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        return withhold();
    }

    @Override
    public CompletionStage<Void> withhold() {
        return load.withhold();
    }

    @Override
    public void holdBack() {
        load.holdBack();
    }

    @Override
    public CompletionStage<Void> abandon() {
        return load.abandon();
    }
}
