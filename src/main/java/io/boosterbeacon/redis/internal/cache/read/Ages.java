package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Judges how old stored values are, by the clock of the store. */
record Ages(CacheStore store) {
    /** The stage is complete unless the store has to be asked for its time. It does not fail. */
    CompletionStage<Age> of(ReadPolicy policy, CacheStore.Lookup.Hit hit) {
        if (!policy.dependsOnAge(hit)) {
            return CompletableFuture.completedFuture(Age.unknown(Freshness.FRESH));
        }
        return store.time().handle((now, failure) -> {
            if (failure == null && now > 0) {
                return Age.of(hit, now, policy);
            }
            // the store has just answered, and does not any more, or it does not tell the time
            return Age.unknown(
                    hit.lifetime().becomesStale() && !policy.serveStale() ? Freshness.STALE : Freshness.FRESH);
        });
    }
}
