package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A load within a transaction. The value is published after the commit, and its lifetime counts from the load. Until
 * then the lease keeps other callers from loading. The lease is not renewed once the value is loaded: during a long
 * transaction other callers load by themselves, and the value is then not stored. A failure is not shared with other
 * callers, because it may be caused by the transaction.
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
    public CompletionStage<Boolean> store(byte[] loaded, Lifetime lifetime, List<String> tags) {
        // what the transaction has ended with already is not told either
        return defer(loaded, lifetime, tags).thenApply(deferred -> false);
    }

    private CompletionStage<Void> defer(byte[] loaded, Lifetime lifetime, List<String> tags) {
        if (!transaction.reserve(loaded.length)) {
            // the transaction has loaded too many bytes to keep them until its commit
            publication = () -> {};
            return shareNothing(false);
        }
        value = loaded;
        long loadedAt = System.nanoTime();
        if (load.withoutStore()) {
            // there is no lease, so the value cannot be stored after the commit either
            return abandon();
        }
        load.defer();
        // waits, so that readers after the commit find the value; the stage of a load does not fail
        Consumer<Ending> publish = ending -> publish(ending, loaded, since(loadedAt, lifetime), tags)
                .toCompletableFuture()
                .join();
        // if the transaction has already ended, this may be a thread that must not block
        return transaction
                .onEnd(publish)
                .map(ending -> publish(ending, loaded, lifetime, tags))
                .orElse(DONE);
    }

    private static Lifetime since(long loadedAt, Lifetime lifetime) {
        return lifetime.after(Duration.ofNanos(System.nanoTime() - loadedAt));
    }

    private CompletionStage<Void> publish(Ending ending, byte[] loaded, Lifetime lifetime, List<String> tags) {
        if (ending != Ending.COMMITTED || discarded) {
            return abandon();
        }
        if (lifetime.fresh() == 0) {
            // what is stored is older still
            return load.shareNothing(true);
        }
        publication.run();
        return load.store(loaded, lifetime, tags).thenAccept(stored -> {});
    }

    @Override
    public CompletionStage<Void> share(byte[] loaded, boolean removing) {
        // a value that must not be stored is not kept for the transaction either
        return shareNothing(removing);
    }

    @Override
    public CompletionStage<Void> serveStale(byte[] stale) {
        return load.serveStale(stale);
    }

    @Override
    public CompletionStage<Void> fail(Throwable failure) {
        return shareNothing(false);
    }

    @Override
    public CompletionStage<Void> shareNothing(boolean removing) {
        return load.shareNothing(removing);
    }

    @Override
    public void defer() {
        load.defer();
    }

    /** The transaction may be the cause of the failure. */
    @Override
    public CompletionStage<Void> pause(Duration time) {
        return load.abandon();
    }

    @Override
    public CompletionStage<Void> abandon() {
        return load.abandon();
    }
}
