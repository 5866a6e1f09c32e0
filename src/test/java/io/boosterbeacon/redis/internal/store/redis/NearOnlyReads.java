package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.NearValue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads every value from the near cache if it is there, and lets every value that it reads become near. */
final class NearOnlyReads extends ForwardingCacheStore {
    private static final Duration LOCAL_TTL = Duration.ofHours(1);

    NearOnlyReads(CacheStore store) {
        super(store);
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        NearValue near = near(entry);
        return near == null
                ? super.readOrLease(entry, token, lease, LOCAL_TTL)
                : CompletableFuture.completedFuture(new Lookup.Hit(near.bytes(), 0, Lifetime.UNKNOWN));
    }
}
