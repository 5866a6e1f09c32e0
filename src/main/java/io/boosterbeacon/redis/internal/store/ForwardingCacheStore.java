package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes all calls on to another store. Decorators override what they change. */
public abstract class ForwardingCacheStore implements CacheStore {
    private final CacheStore store;

    protected ForwardingCacheStore(CacheStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        return store.readOrLease(entry, token, lease, localTtl);
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        return store.readOrLeaseAll(wanted, lease, localTtl);
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        return store.lease(entry, seen, token, lease);
    }

    @Override
    public @Nullable NearValue near(CacheEntry entry) {
        return store.near(entry);
    }

    @Override
    public void onChange(Consumer<CacheEntry.Cached> listener) {
        store.onChange(listener);
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        return store.touch(entry);
    }

    @Override
    public void useTags(String cacheName) {
        store.useTags(cacheName);
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        return store.write(entry, token, value, lifetime, tags);
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return store.release(entry, token);
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return store.remove(entry, token);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return store.renew(entry, token, lease);
    }

    @Override
    public CompletionStage<Long> time() {
        return store.time();
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return store.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        return store.put(entry, value, lifetime, tags);
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        return store.invalidate(entries);
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return store.clear(cacheName);
    }

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        return store.invalidateTags(cacheName, tags);
    }

    @Override
    public long changes(CacheEntry entry) {
        return store.changes(entry);
    }

    @Override
    public void keepLastKnown(CacheEntry entry, byte[] value, Duration staleTtl, long changes) {
        store.keepLastKnown(entry, value, staleTtl, changes);
    }

    @Override
    public void dropLastKnown(CacheEntry entry) {
        store.dropLastKnown(entry);
    }

    @Override
    public void dropAllLastKnown(String cacheName) {
        store.dropAllLastKnown(cacheName);
    }

    @Override
    public CompletionStage<Optional<byte[]>> lastKnown(CacheEntry entry) {
        return store.lastKnown(entry);
    }
}
