package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A cache store with guards. A lease that is granted after its caller's deadline is released at once. */
public final class GuardedCacheStore implements CacheStore {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final CacheStore store;
    private final StoreGuard reads;
    private final StoreGuard writes;

    /**
     * @param reads for look-ups
     * @param writes for changes
     */
    public GuardedCacheStore(CacheStore store, StoreGuard reads, StoreGuard writes) {
        this.store = store;
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        return reads.call(() -> store.readOrLease(entry, token, lease, localTtl), late -> giveBack(entry, token, late));
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        return reads.call(() -> store.readOrLeaseAll(wanted, lease, localTtl), late -> {
            for (int i = 0; i < late.size(); i++) {
                giveBack(wanted.get(i).entry(), wanted.get(i).token(), late.get(i));
            }
        });
    }

    /**
     * Releases a lease that was granted too late, without a guard: if the circuit refused this call, other callers would
     * wait for a lease that has no holder.
     */
    private void giveBack(CacheEntry entry, String token, Lookup late) {
        if (!(late instanceof Lookup.Granted)) {
            return;
        }
        try {
            CompletionStage<Boolean> unused = store.release(entry, token);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A lease that came too late was not given back; it lasts until it expires", e);
        }
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        return reads.call(() -> store.lease(entry, seen, token, lease), late -> giveBack(entry, token, late));
    }

    /** Guarded as a look-up, which it belongs to. */
    @Override
    public CompletionStage<Long> time() {
        return reads.call(store::time);
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        return writes.call(() -> store.touch(entry));
    }

    @Override
    public void useTags(String cacheName) {
        store.useTags(cacheName);
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        return writes.call(() -> store.write(entry, token, value, lifetime, tags));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return writes.call(() -> store.release(entry, token));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return writes.call(() -> store.remove(entry, token));
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return writes.call(() -> store.renew(entry, token, lease));
    }

    /** Not guarded: it does not call the server and has its own time limit. */
    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return store.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        return writes.call(() -> store.put(entry, value, lifetime, tags));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        return writes.call(() -> store.invalidate(entries));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return writes.call(() -> store.clear(cacheName));
    }

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        return writes.call(() -> store.invalidateTags(cacheName, tags));
    }
}
