package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.NearValue;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads every value from the near cache if it is there, and lets every value that it reads become near. */
record NearOnlyReads(CacheStore store) implements CacheStore {
    private static final Duration LOCAL_TTL = Duration.ofHours(1);

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease) {
        NearValue near = store.near(entry);
        return near == null
                ? store.readOrLease(entry, token, lease, LOCAL_TTL)
                : CompletableFuture.completedFuture(new Lookup.Hit(near.bytes(), 0, Lifetime.UNKNOWN));
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry.Cached entry, long seen, String token, Duration lease) {
        return store.lease(entry, seen, token, lease);
    }

    @Override
    public CompletionStage<Long> time() {
        return store.time();
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Lifetime lifetime) {
        return store.write(entry, token, value, lifetime);
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return store.release(entry, token);
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return store.renew(entry, token, lease);
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return store.leaseEnd(entry, atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime) {
        return store.put(entry, value, lifetime);
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        return store.invalidate(entries);
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        return store.clear(cacheName);
    }
}
