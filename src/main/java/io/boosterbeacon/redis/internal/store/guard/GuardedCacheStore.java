package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** A cache store behind guards. A lease that is granted after the deadline of its caller is given back at once. */
public final class GuardedCacheStore implements CacheStore {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CacheStore store;
    private final StoreGuard reads;
    private final StoreGuard writes;

    /**
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
        return reads.call(() -> store.readOrLease(entry, token, lease), late -> {
            if (late instanceof Lookup.Granted) {
                giveBack(entry, token);
            }
        });
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
        return writes.call(() -> store.put(entry, value, ttl));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        return writes.call(() -> store.invalidate(entries));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return writes.call(() -> store.clear(cacheName));
    }
}
