package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TimedAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A cache store behind guards. A lease that is granted after the deadline of its caller is given back at once. */
public final class GuardedCacheStore implements CacheStore {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CacheStore store;
    private final StoreGuard reads;
    private final StoreGuard writes;

    /**
     * Puts guards around a store.
     *
     * @param reads for look-ups
     * @param writes for what changes the store
     */
    public GuardedCacheStore(CacheStore store, StoreGuard reads, StoreGuard writes) {
        this.store = store;
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease) {
        Guarded<Lookup> answer = Guarded.by(reads, () -> store.readOrLease(entry, token, lease));
        CompletionStage<Lookup> unused = answer.whenComplete((found, failure) -> {
            if (failure != null) {
                CompletionStage<Void> unusedEnd = answer.untimed().thenAccept(late -> {
                    if (late instanceof Lookup.Granted) {
                        giveBack(entry, token);
                    }
                });
            }
        });
        return answer;
    }

    /** Unguarded: a circuit that refuses writes would leave everybody waiting for a lease that nobody knows of. */
    private void giveBack(CacheEntry entry, String token) {
        try {
            CompletionStage<Boolean> unused = store.release(entry, token);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A lease that came too late was not given back; it lasts until it expires", e);
        }
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Duration ttl) {
        return writes.call(() -> store.write(entry, token, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return writes.call(() -> store.release(entry, token));
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return writes.call(() -> store.renew(entry, token, lease));
    }

    /** Asks nothing of the store, and has a limit of its own. */
    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return store.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Duration ttl) {
        return Guarded.by(writes, () -> store.put(entry, value, ttl));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        return writes.call(() -> store.invalidate(entries));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return writes.call(() -> store.clear(cacheName));
    }

    /** An answer that comes before its deadline, or fails then. */
    private static final class Guarded<T> extends CompletableFuture<T> implements TimedAnswer<T> {
        private volatile CompletionStage<T> answer = this;

        static <T> Guarded<T> by(StoreGuard guard, Supplier<? extends CompletionStage<T>> call) {
            Guarded<T> guarded = new Guarded<>();
            CompletionStage<T> unused = guard.call(() -> {
                        CompletionStage<T> asked = call.get();
                        guarded.answer = asked;
                        return asked;
                    })
                    .whenComplete((result, failure) -> {
                        if (failure == null) {
                            guarded.complete(result);
                        } else {
                            guarded.completeExceptionally(StoreException.of("cache", Duration.ZERO, failure));
                        }
                    });
            return guarded;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<T> untimed() {
            return answer;
        }

        @Override
        public T await() throws StoreException {
            try {
                return get();
            } catch (InterruptedException e) {
                throw CallerInterruptedException.of("cache", e);
            } catch (ExecutionException e) {
                throw StoreException.of("cache", Duration.ZERO, e);
            }
        }
    }
}
