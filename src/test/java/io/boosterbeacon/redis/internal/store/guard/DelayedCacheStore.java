package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A store that answers lookups later. */
final class DelayedCacheStore extends ForwardingCacheStore {
    private final CompletionStage<Void> delay;

    DelayedCacheStore(CacheStore store, CompletionStage<Void> delay) {
        super(store);
        this.delay = delay;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        return delay.thenCompose(over -> super.readOrLease(entry, token, lease, localTtl));
    }
}
